import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shellWord } from '../../src/shared/text/path.ts';
import { run } from '../lab/exec.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { HelperClient } from '../support/helper-client.ts';
import { TestProgram } from '../support/test-program.ts';
import { HOSTILE } from '../unit/support/hostile.ts';

const hex = (bytes: string) => Buffer.from(bytes, 'latin1').toString('hex');

/** Every string of a message, keys too. */
function* strings(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      yield key;
      yield* strings(item);
    }
  }
}

function expectFitForDisplay(message: unknown): void {
  for (const text of strings(message)) {
    expect(text).toMatch(/^[\P{C}]*$/u);
    expect(text).not.toMatch(/[\p{Zl}\p{Zp}]/u);
    expect(text.length).toBeLessThan(40_000);
  }
}

describe('text that a container chooses', () => {
  const usable = HOSTILE.filter(([, bytes]) => !bytes.includes('\0'));

  it.each(usable)('a name, arguments and hostname with %s give one row, escaped', async (_, bytes) => {
    await using hostile = await TestProgram.start('hostile', [
      '--new-pid',
      '--comm',
      hex(bytes.slice(0, 15)),
      '--hostname',
      hex(bytes.slice(0, 64)),
      // In hexadecimal an argument takes twice the room, and the kernel allows it 128 kB: MAX_ARG_STRLEN.
      ...['--argv', hex(bytes.slice(0, 60_000)), '--argv', hex(bytes.slice(0, 60_000))],
    ]);
    await using helper = await HelperClient.start();
    const containers = await helper.watch();
    expectFitForDisplay(containers);
    const rows = containers.filter(({ init }) => init.pid === hostile.pid);
    expect(rows).toHaveLength(1);
    const { processes } = await helper.request('container/processes', { containerId: rows[0]?.id ?? '' });
    expectFitForDisplay(processes);
    expect(processes.map(({ pid }) => pid)).toEqual([hostile.pid]);
    const line = processes[0]?.commandLine;
    expect(line !== undefined && 'value' in line ? line.value : '').not.toBe('');
  });

  it('a forged name of a runtime makes no container of a process without namespaces', async () => {
    await using hostile = await TestProgram.start('hostile', ['--comm', hex('containerd-shim'), '--argv', hex('x')]);
    await using helper = await HelperClient.start();
    const containers = await helper.watch();
    expect(containers.filter(({ init }) => init.pid === hostile.pid)).toEqual([]);
  });
});

describe('a cgroup whose name a container chose', () => {
  let lab: Lab;
  let hostile: TestProgram;
  const roots = ['/sys/fs/cgroup/pids', '/sys/fs/cgroup/unified'];
  const parent = 'lab-hostile';
  const id = 'f'.repeat(64);
  const names = [
    'a\x1b[31m b)',
    '<img src=x onerror=alert(1)>',
    '](command:x)',
    '\xff\xfe',
    'x'.repeat(255),
    '$(touch owned)',
    "it's",
  ];
  const made: string[] = [];

  beforeAll(async () => {
    lab = await openLab();
    hostile = await TestProgram.start('hostile', ['--new-pid', '--argv', hex('hostile')]);
    for (const root of roots) {
      for (const below of ['', '/docker', `/docker/${id}`]) {
        mkdirSync(`${root}/${parent}${below}`, { recursive: true });
        made.push(`${root}/${parent}${below}`);
      }
    }
  });

  afterAll(async () => {
    await hostile[Symbol.asyncDispose]();
    for (const folder of made.reverse()) rmdirSync(folder);
    await lab.close();
  });

  it.each(names)('%j stays one row with its exact path', async (name) => {
    const folders = roots.map((root) => Buffer.from(`${root}/${parent}/docker/${id}/${name}`, 'latin1'));
    for (const folder of folders) mkdirSync(folder);
    try {
      for (const folder of folders) {
        writeFileSync(Buffer.concat([folder, Buffer.from('/cgroup.procs')]), String(hostile.pid));
      }
      await using helper = await HelperClient.start();
      const containers = await helper.watch();
      expectFitForDisplay(containers);
      const rows = containers.filter(({ init }) => init.pid === hostile.pid);
      expect(rows.map(({ id: rowId }) => rowId)).toEqual([`docker:${id}`]);
      const { limits } = await helper.request('container/limits', { containerId: rows[0]?.id ?? '' });
      expectFitForDisplay(limits);
      const pids = limits.find(({ resource }) => resource === 'pids');
      expect(pids?.use).toEqual({ value: 1 });
      // The path that is copied works in a shell, to the byte.
      const shown = await run('bash', ['-c', `cat ${shellWord(pids?.useFile ?? { text: '' as never })}`]);
      expect(shown.stdout.trim()).toBe('1');
    } finally {
      for (const root of roots) writeFileSync(`${root}/cgroup.procs`, String(hostile.pid));
      for (const folder of folders) rmdirSync(folder);
    }
  });
});
