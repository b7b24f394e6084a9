import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Container } from '../../src/shared/model/container.ts';
import { unread } from '../../src/shared/model/reading.ts';
import { HelperClient } from '../support/helper-client.ts';
import { TestProgram } from '../support/test-program.ts';

let crowd: TestProgram;
let folder: string;
let asShipped: readonly Container[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'second-processor-'));
  // So many processes that the helper has some of them read by its reader process.
  crowd = await TestProgram.start('crowd', ['2000', '--containers', '40']);
  asShipped = await firstInventory(HelperClient.script);
});

afterAll(async () => {
  await crowd[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** In one order, and without the memory that is used, which is another at each look. */
async function firstInventory(script: string): Promise<readonly Container[]> {
  await using helper = await HelperClient.start({ script });
  const containers = await helper.watch();
  return containers
    .map((container) => ({ ...container, memory: { ...container.memory, use: unread('pending') } }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The helper with another reader process. */
function helperWith(name: string, reader: string): string {
  const own = join(folder, name);
  mkdirSync(own);
  const shipped = dirname(HelperClient.script);
  for (const file of ['helper.js', 'keeper.js']) copyFileSync(join(shipped, file), join(own, file));
  cpSync(join(shipped, 'node_modules'), join(own, 'node_modules'), { recursive: true });
  copyFileSync(join(shipped, 'reader.js'), join(own, 'shipped.js'));
  writeFileSync(join(own, 'reader.js'), reader);
  return join(own, 'helper.js');
}

/** The reader as shipped, but for what it is asked about processes. */
const butForProcesses = (instead: string) => `
  const isAboutProcesses = (requests) => requests.some(({ operation }) => operation.kind === 'processes');
  const emit = process.emit;
  process.emit = function (event, requests, ...rest) {
    if (event === 'message' && isAboutProcesses(requests)) { ${instead} }
    return emit.call(this, event, requests, ...rest);
  };
  require('./shipped.js');`;

it('finds the containers of a crowd', () => {
  expect(asShipped.length).toBeGreaterThanOrEqual(40);
});

it('has some of the processes read by its reader process', async () => {
  const asked = join(folder, 'asked');
  const reader = butForProcesses(`require('node:fs').writeFileSync(${JSON.stringify(asked)}, '');`);
  expect(await firstInventory(helperWith('complete', reader))).toEqual(asShipped);
  expect(existsSync(asked)).toBe(true);
});

it.each([
  ['never comes up', 'process.exit(1);'],
  ['comes up too late', `setTimeout(() => require('./shipped.js'), 600);`],
  ['dies over the first processes', butForProcesses('process.exit(1);')],
  ['is stuck over the first processes', butForProcesses('for (;;) {}')],
  ['cannot load what it needs', `${butForProcesses('')} require('node:module')._load = () => { throw new Error(); };`],
])('finds the same where the reader process %s', async (name, reader) => {
  expect(await firstInventory(helperWith(name.replaceAll(' ', '-'), reader))).toEqual(asShipped);
});
