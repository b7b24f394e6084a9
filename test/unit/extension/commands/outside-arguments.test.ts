import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeLimit } from '../../../../src/extension/commands/change-limit.ts';
import type { Command } from '../../../../src/extension/commands/command.ts';
import { freeze } from '../../../../src/extension/commands/freeze.ts';
import { sendSignal } from '../../../../src/extension/commands/send-signal.ts';
import { thaw } from '../../../../src/extension/commands/thaw.ts';
import { commandsOnTree, type TreeCommandLab } from '../support/command-lab.ts';
import { aContainer } from '../support/facts.ts';

const ID = { containerId: 'docker:web', pid: 14008, startTime: 100 };

/** What nobody may pass to any of the commands. */
const NOBODY: readonly unknown[] = [
  ...['docker:web', '14008', 14008, 1, -1, true, null, [], [ID], {}],
  ...[0, 1, -1, -5, 1.5, '1', 2 ** 31, 2 ** 22 + 1, null, true, [1], Number.NaN].map((pid) => ({ ...ID, pid })),
  ...[-1, 1.5, '100', null, undefined].map((startTime) => ({ ...ID, startTime })),
  ...['', 'a\nb', 'a\u202eb', 'a\u0000', 'x'.repeat(32_769), null, 5].map((containerId) => ({ ...ID, containerId })),
  { pid: 14008, startTime: 100 },
  { containerId: 'docker:web' },
  { ...ID, init: { pid: 1, startTime: 0 } },
  { subject: { kind: 'container', container: aContainer('web') } },
  Object.create(ID),
  JSON.parse('{"__proto__": {"containerId": "docker:web", "pid": 14008, "startTime": 100}}'),
];

const SIGNALS: readonly unknown[] = [
  ...[0, 15, 65, -1, '9; rm', 'SIGFOO', 'TERM', 'sigterm', '', null, ['SIGTERM']].map((signal) => ({ ...ID, signal })),
  ...['init', 'everybody', '', null, 1].map((to) => ({ ...ID, to, signal: 'SIGTERM' })),
  { ...ID, signal: 'SIGTERM', force: true },
];

const MEMORY = { ...ID, limit: 'memory', value: '96M' };
const IO = { ...ID, limit: 'io', device: '8:0', rate: 'readBytes', value: '1M' };
const LIMITS: readonly unknown[] = [
  ID,
  ...['cgroup.procs', 'release_agent', '../../x', 'memory.max', '', null].map((limit) => ({ ...MEMORY, limit })),
  ...['-2', '1e9', '010', '99999999999999999999', 'max\n0', '', '0', '5 MB', 96, null].map((value) => ({
    ...MEMORY,
    value,
  })),
  { ...MEMORY, value: '1'.repeat(5000) },
  { ...MEMORY, device: '8:0' },
  { ...MEMORY, file: '/sys/fs/cgroup/memory.max' },
  { ...ID, limit: 'pids', value: '0' },
  { ...ID, limit: 'cpu', value: 'max 0' },
  { ...ID, limit: 'cpuset', value: '0-' },
  { ...ID, limit: 'io', value: '1M' },
  ...['sda', '8', '8:0:1', '../8:0', '99999:0', 8].map((device) => ({ ...IO, device })),
  ...['rbps', '', null].map((rate) => ({ ...IO, rate })),
];

let parts: TreeCommandLab;

beforeEach(async () => {
  parts = await commandsOnTree([aContainer('web')]);
});

afterEach(() => parts.tree.dispose());

async function isRefused(command: Command, ...args: readonly unknown[]): Promise<void> {
  const { lab, helper } = parts;
  // Whoever is asked says yes to everything.
  lab.ui.answers.push('Send', 'Freeze', 'Thaw', 'Change');
  const asked = helper.asked.length;
  await lab.run(command, ...args);
  expect(lab.ui.warnings).toEqual([expect.stringContaining('Nothing was done') as unknown]);
  expect([helper.asked.length - asked, lab.ui.questions, lab.ui.titles]).toEqual([0, [], []]);
}

describe('arguments of another caller that are refused', () => {
  describe.each([
    ['sendSignal', sendSignal],
    ['freeze', freeze],
    ['thaw', thaw],
    ['changeLimit', changeLimit],
  ])('by %s', (_, command) => {
    it.each(NOBODY.map((argument, index) => [index, argument] as const))('%i', async (__, argument) => {
      await isRefused(command, argument);
    });

    it('where there is more than one', async () => {
      await isRefused(command, ID, [ID]);
    });
  });

  it.each(SIGNALS)('by sendSignal: %j', async (argument) => {
    await isRefused(sendSignal, argument);
  });

  it.each(LIMITS)('by changeLimit: %j', async (argument) => {
    await isRefused(changeLimit, argument);
  });
});
