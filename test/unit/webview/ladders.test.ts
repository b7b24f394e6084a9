import { expect, test } from 'vitest';
import type { Ladder, LadderLevel } from '../../../src/shared/model/ladder.ts';
import { unread, valueOf } from '../../../src/shared/model/reading.ts';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import { cpuCeiling } from '../../../webview/limits/cards/cpu-ceiling.ts';
import { callOuts } from '../../../webview/limits/ladders/call-outs.ts';
import { indexAfterOmitted, levelWords } from '../../../webview/limits/ladders/level-words.ts';
import { levelName } from '../../../webview/limits/ladders/ladder-words.ts';
import { amount, fullSample, GIB, ladder, max, path } from '../../page/support/sample.ts';

const sample = (ladders: Partial<LimitsSample['ladders']>): LimitsSample => {
  const none = unread('off');
  const nothing = { memory: none, 'memory-high': none, swap: none, cpu: none, cpuset: none, io: none, pids: none };
  return { ...fullSample(), ladders: { ...nothing, ...ladders } };
};
const cpus = (count: number) => ({ limit: { kind: 'cpus' as const, list: '0', count } });
const paths = ['/', '/kubepods-burstable.slice', '/kubepods-burstable.slice/pod'];

test('a parent that allows less is called out, with both limits', () => {
  const levels = [{ limit: max }, { limit: amount(2 * GIB) }, { limit: amount(4 * GIB) }];
  expect(callOuts('memory', sample({ memory: ladder('memory', levels, { binding: 1 }, paths) }))).toEqual([
    { name: 'kubepods-burstable.slice', words: 'allows 2 GiB; this container’s own 4 GiB can never be reached.' },
  ]);
});

test('a limit of its own that binds is nothing odd', () => {
  const levels = [{ limit: max }, { limit: amount(2 * GIB) }, { limit: amount(GIB) }];
  expect(callOuts('memory', sample({ memory: ladder('memory', levels, { binding: 2 }, paths) }))).toEqual([]);
  const free = [{ limit: max }, { limit: amount(GIB) }, { limit: max }];
  expect(callOuts('memory', sample({ memory: ladder('memory', free, { binding: 1 }, paths) }))).toEqual([]);
  expect(callOuts('memory', sample({}))).toEqual([]);
});

test('fewer CPUs than the quota are called out, of the CPU set or of the machine', () => {
  const cpu = ladder('cpu', [{ limit: max }, { limit: max }, { limit: amount(4) }], { binding: 2 }, paths);
  const cpuset = ladder('cpuset', [cpus(8), cpus(8), cpus(1)], { binding: 2 }, paths);
  expect(callOuts('cpu', sample({ cpu, cpuset }))).toEqual([
    { words: 'Its CPU set has 1 CPU: the quota of 4 CPUs can never be reached.' },
  ]);
  expect(callOuts('cpu', { ...sample({ cpu }), onlineCpus: 2 })).toEqual([
    { words: 'The machine has 2 CPUs: the quota of 4 CPUs can never be reached.' },
  ]);
  expect(callOuts('cpu', sample({ cpu }))).toEqual([]);
});

test('a memory.high above the limit is called out', () => {
  const high = ladder(
    'memory-high',
    [{ limit: max }, { limit: max }, { limit: amount(4 * GIB) }],
    { binding: 2 },
    paths,
  );
  const memory = ladder('memory', [{ limit: max }, { limit: max }, { limit: amount(GIB) }], { binding: 2 }, paths);
  expect(callOuts('memory-high', sample({ memory, 'memory-high': high }))).toEqual([
    { words: 'Its limit is 1 GiB: the 4 GiB from which it would be slowed can never be reached.' },
  ]);
});

test('the most CPU is the smallest of quota, CPU set and machine', () => {
  const cpu = ladder('cpu', [{ limit: max }, { limit: amount(0.5) }, { limit: max }], { binding: 1 }, paths);
  const cpuset = ladder('cpuset', [cpus(8), cpus(8), cpus(2)], { binding: 2 }, paths);
  expect(cpuCeiling(sample({ cpu, cpuset }))).toEqual({
    ...{ cpus: 0.5, by: 'quota', words: 'its quota of 0.5 CPU', setBy: 'set by kubepods-burstable.slice' },
  });
  expect(cpuCeiling(sample({ cpuset }))).toMatchObject({ cpus: 2, by: 'cpuset', words: 'its CPU set of 2 CPUs' });
  expect(cpuCeiling(sample({}))).toMatchObject({ cpus: 8, by: 'machine', words: 'the machine’s 8 CPUs' });
});

const level = (text: string, own = false): LadderLevel => ({
  ...{ path: path(text), own, limit: { value: max }, counts: {} },
});

test.each([
  ['/', 'root: the whole machine'],
  ['/system.slice', 'systemd slice'],
  ['/system.slice/cron.service', 'systemd service'],
  ['/user.slice/session-3.scope', 'systemd scope'],
  ['/kubepods.slice/kubepods-burstable.slice', 'Kubernetes'],
  ['/docker', 'Docker'],
  ['/anything', undefined],
])('says what a level is: %s', (text, words) => {
  expect(levelWords(level(text), { own: true })).toBe(words);
});

test('says of the innermost level whether the container has it for itself', () => {
  expect(levelWords(level('/a.scope', true), { own: true })).toBe('this container');
  expect(levelWords(level('/a.scope', true), { own: false })).toBe('its cgroup, shared with others');
});

test('shows the last part of a path', () => {
  expect(levelName(level('/a/b c'))).toBe('b c');
  expect(levelName(level('/'))).toBe('/');
});

test('tells where levels are left out', () => {
  const whole = valueOf(ladder('memory', [{ limit: max }, { limit: max }], {}, ['/', '/a'])) as Ladder;
  expect(indexAfterOmitted(whole)).toBeUndefined();
  const cut = { ...whole, omitted: 7, levels: [level('/'), level('/a'), level('/a/b/c/d'), level('/a/b/c/d/e')] };
  expect(indexAfterOmitted(cut)).toBe(2);
});
