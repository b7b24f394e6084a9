import { describe, expect, it } from 'vitest';
import type { RunEnd } from '../../../../src/shared/model/run.ts';
import { endedWell, endWords } from '../../../../src/shared/run/end-words.ts';
import { ownText } from '../../../../src/shared/text/display.ts';

const MIB = 1024 * 1024;

describe('the end of a run', () => {
  it.each<[RunEnd, string]>([
    [{ kind: 'exit', status: 0 }, 'Exited with status 0.'],
    [{ kind: 'exit', status: 7 }, 'Exited with status 7.'],
    [{ kind: 'exit', status: 137 }, 'Exited with status 137 (as a shell says it: killed by SIGKILL).'],
    [{ kind: 'signal', signal: 15 }, 'Killed by the signal SIGTERM.'],
    [
      { kind: 'signal', signal: 9, oom: { kills: 1, limitBytes: 512 * MIB } },
      'The kernel killed a process in it: out of memory at 512 MiB (its own limit).',
    ],
    [
      { kind: 'exit', status: 0, oom: { kills: 3 } },
      'The kernel killed 3 processes in it: out of memory, at a limit above this run. Exited with status 0.',
    ],
    [
      { kind: 'not-started', call: ownText('exec'), errno: 'ENOENT', detail: ownText('/x') },
      'Not started: the step exec failed (ENOENT: /x).',
    ],
    [
      { kind: 'not-started', call: ownText('clone'), errno: 'EPERM', detail: ownText('') },
      'Not started: the step clone failed (EPERM).',
    ],
    [{ kind: 'refused', why: ownText('no plan') }, 'Not started: no plan.'],
    [{ kind: 'cut-off' }, 'Cut off: the launcher was killed, and the run with it.'],
  ])('%j', (end, words) => {
    expect(endWords(end)).toBe(words);
  });

  it('is well only with status 0, and nothing killed', () => {
    expect(endedWell({ kind: 'exit', status: 0 })).toBe(true);
    expect(endedWell({ kind: 'exit', status: 1 })).toBe(false);
    expect(endedWell({ kind: 'exit', status: 0, oom: { kills: 1 } })).toBe(false);
    expect(endedWell({ kind: 'signal', signal: 9 })).toBe(false);
  });
});
