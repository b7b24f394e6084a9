import { describe, expect, it } from 'vitest';
import { parseChange, SINGLE_LIMITS } from '../../../../src/extension/limit-change/parse-change.ts';
import {
  isHarmful,
  mustAsk,
  planLines,
  riskWords,
  writerWords,
} from '../../../../src/extension/limit-change/plan-words.ts';
import { changeName, changeWords, contentWords } from '../../../../src/extension/limit-change/value-words.ts';
import { initialText } from '../../../../src/extension/limit-change/initial-text.ts';
import type { LimitChange, LimitPlan, LimitRisk, LimitWriter } from '../../../../src/shared/model/limit-change.ts';
import { MIB, text } from '../support/facts.ts';

// Records, so that the compiler asks for what is missing here.
const RISKS: Readonly<Record<LimitRisk['kind'], { risk: LimitRisk; harms: boolean; asks?: true; words: RegExp }>> = {
  'oom-kill': { risk: { kind: 'oom-kill', use: 80 * MIB }, harms: true, words: /80 MiB .*kills/ },
  reclaim: { risk: { kind: 'reclaim', use: 80 * MIB }, harms: true, words: /80 MiB .*slows/ },
  'refused-if-in-use': { risk: { kind: 'refused-if-in-use', use: 80 * MIB }, harms: true, words: /80 MiB .*refuses/ },
  'no-new-tasks': { risk: { kind: 'no-new-tasks', use: 1 }, harms: true, words: /1 task .*no new/ },
  'bound-above': { risk: { kind: 'bound-above', by: { text: text('/a') } }, harms: false, words: /\(\/a\)/ },
  'owner-may-undo': {
    risk: { kind: 'owner-may-undo', owner: 'runtime' },
    harms: false,
    asks: true,
    words: /may put/,
  },
  'swap-follows': { risk: { kind: 'swap-follows' }, harms: false, words: /swap/ },
};
const WRITERS: Readonly<Record<LimitWriter, RegExp>> = {
  docker: /Docker/,
  podman: /Podman/,
  systemd: /systemd/,
  file: /file itself/,
};

function aPlan(risks: readonly LimitRisk[], before = '1', after = '1'): LimitPlan {
  const values = { before: text(before), after: text(after) };
  return { file: { text: text('/f') }, ...values, writer: 'file', command: [], risks };
}

describe('a plan in words', () => {
  it.each(Object.values(RISKS))('tells the risk: $risk', ({ risk, harms, asks, words }) => {
    const plan = aPlan([risk]);
    expect(riskWords(risk, plan)).toMatch(words);
    expect(riskWords(risk, plan)).toMatch(/^[A-Z0-9s].*\.$/);
    expect([isHarmful(plan), mustAsk(plan)]).toEqual([harms, harms || asks === true]);
    expect(planLines(plan, 'x')[0]?.startsWith('⚠')).toBe(risk.kind !== 'swap-follows');
  });

  it.each([
    [
      '67108864',
      '100663296',
      'The limit of memory and swap together is raised along, so that as much swap is allowed as before.',
    ],
    [
      '100663296',
      '67108864',
      'The limit of memory and swap together is lowered along, so that as much swap is allowed as before.',
    ],
    [
      'max',
      '67108864',
      'The limit of memory and swap together is set along, so that as much swap is allowed as before.',
    ],
    [
      '9223372036854771712',
      '67108864',
      'The limit of memory and swap together is set along, so that as much swap is allowed as before.',
    ],
    ['67108864', 'max', 'The limit of memory and swap together is taken away along.'],
    ['67108864', '9223372036854771712', 'The limit of memory and swap together is taken away along.'],
    ['nonsense', '67108864', 'The limit of memory and swap together changes along.'],
  ])('tells which way the limit of swap follows: %s → %s', (before, after, words) => {
    expect(riskWords({ kind: 'swap-follows' }, aPlan([], before, after))).toBe(words);
  });

  it('tells each owner that does not know', () => {
    const words = (['docker', 'podman', 'systemd', 'runtime'] as const).map((owner) =>
      riskWords({ kind: 'owner-may-undo', owner }, aPlan([])),
    );
    expect(new Set(words).size).toBe(4);
    for (const one of words) expect(one).toMatch(/does not know.*\.$/);
  });

  it.each(Object.entries(WRITERS))('tells who writes it: %s', (writer, words) => {
    expect(writerWords(writer as LimitWriter)).toMatch(words);
  });
});

describe('a value in words', () => {
  it.each([
    [{ limit: 'memory' }, ['67108864'], '64 MiB', '64 MiB'],
    [{ limit: 'memory' }, ['67108865'], '64 MiB', '67108865'],
    [{ limit: 'memory' }, ['9223372036854771712'], 'no limit', 'max'],
    [{ limit: 'memory-high' }, ['max'], 'no limit', 'max'],
    [{ limit: 'cpu' }, ['150000 100000'], '1.5 CPUs', '1.5 CPUs'],
    [{ limit: 'cpu' }, ['max 100000'], 'no limit', 'max'],
    [{ limit: 'cpu' }, ['-1'], 'no limit', 'max'],
    [{ limit: 'cpu-weight' }, ['100'], '100', '100'],
    [{ limit: 'pids' }, ['50'], '50', '50'],
    [{ limit: 'pids' }, ['max'], 'no limit', 'max'],
    [{ limit: 'cpuset' }, ['0-3,8'], '0-3,8', '0-3,8'],
    [{ limit: 'io', device: '8:0', rate: 'writeBytes' }, ['8:0 rbps=max wbps=1048576'], '1 MiB/s', '1 MiB/s'],
    [
      { limit: 'io', device: '8:0', rate: 'readOperations' },
      ['8:16 5', '8:0 100'],
      '100 operations/s',
      '100 operations/s',
    ],
    [{ limit: 'io', device: '8:0', rate: 'readBytes' }, [String.raw`8:16 rbps=5\n8:0 rbps=1024`], '1 KiB/s', '1 KiB/s'],
    [{ limit: 'io', device: '8:0', rate: 'readBytes' }, [''], 'no limit', 'max'],
  ] as const)('%j %j is "%s", and can be typed as "%s"', (field, lines, words, typed) => {
    expect(contentWords(field, lines)).toBe(words);
    expect(initialText(field, { kind: 'known', words, lines })).toBe(typed);
    // What stands in the box at first is understood, and means what is there.
    if (field.limit === 'cpu-weight' || field.limit === 'cpuset' || typed !== 'max') {
      const parsed = parseChange(field, typed);
      expect('value' in parsed && changeWords(parsed.value)).toBe(words);
    }
  });

  it('of the quota of version 1 needs its period', () => {
    expect(contentWords({ limit: 'cpu' }, ['50000'], '100000')).toBe('0.5 CPU');
    expect(contentWords({ limit: 'cpu' }, ['50000'])).toBe('50000 µs a period');
  });

  it('names every limit, and of I/O the device and the rate', () => {
    const names = SINGLE_LIMITS.map((limit) => changeName({ limit, value: 5 } as unknown as LimitChange));
    expect(new Set(names).size).toBe(SINGLE_LIMITS.length);
    const io: LimitChange = { limit: 'io', device: '8:0', value: { readBytes: 1024, writeOperations: 'max' } };
    expect([changeName(io), changeWords(io)]).toEqual([
      'I/O limit of 8:0 (bytes read, write operations)',
      '1 KiB/s, no limit',
    ]);
  });
});
