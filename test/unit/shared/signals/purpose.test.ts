import { describe, expect, it } from 'vitest';
import { SIGNALS, STANDARD_SIGNALS } from '../../../../src/shared/model/signal.ts';
import { endingWords, formatSeconds } from '../../../../src/shared/signals/ending-words.ts';
import { COMMON_SIGNALS, signalArgument, signalPurpose } from '../../../../src/shared/signals/purpose.ts';

const process = { pid: 7, startTime: 1 };

describe('signals', () => {
  it('all have a purpose of their own and their default', () => {
    for (const signal of STANDARD_SIGNALS) expect(signalPurpose(signal)).toMatch(/^(?!real-time).+ · default: \w/);
    expect(signalPurpose({ name: 'SIGRTMIN', number: 34, action: 'terminate' })).toContain('real-time');
    for (const name of COMMON_SIGNALS) expect(SIGNALS.map((one) => one.name)).toContain(name);
  });

  it('are named as kill(1) takes them', () => {
    const names = [15, 9, 32, 33, 34, 35, 64].map((number) => SIGNALS.find((one) => one.number === number));
    expect(names.map((one) => (one === undefined ? '' : signalArgument(one)))).toEqual([
      'TERM',
      'KILL',
      '32',
      '33',
      'RTMIN',
      'RTMIN+1',
      'RTMIN+30',
    ]);
  });
});

describe('an end in words', () => {
  it.each([
    [{ kind: 'exit', status: 0 }, 100, 'exited 0.1 s after SIGTERM with status 0'],
    [{ kind: 'exit', status: 143 }, 2449, 'exited 2.4 s after SIGTERM with status 143 (128 + 15, SIGTERM)'],
    [{ kind: 'exit', status: 255 }, 10_000, 'exited 10 s after SIGTERM with status 255'],
    [{ kind: 'signal', signal: 9, dumpedCore: false }, 3, 'was ended by SIGKILL under 0.1 s after SIGTERM'],
    [
      { kind: 'signal', signal: 3, dumpedCore: true },
      60,
      'was ended by SIGQUIT 0.1 s after SIGTERM and left a core file',
    ],
    [{ kind: 'signal', signal: 99, dumpedCore: false }, 60, 'was ended by signal 99 0.1 s after SIGTERM'],
    [{ kind: 'unknown' }, 60, 'ended 0.1 s after SIGTERM'],
  ] as const)('%j', (ending, afterMs, words) => {
    expect(endingWords({ process, ending, afterMs }, 'SIGTERM')).toBe(words);
  });

  it('has short times', () => {
    expect([0, 49, 50, 149, 9999].map(formatSeconds)).toEqual(['under 0.1 s', 'under 0.1 s', '0.1 s', '0.1 s', '10 s']);
  });
});
