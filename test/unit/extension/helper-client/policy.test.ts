import { describe, expect, it } from 'vitest';
import { RestartPolicy, type RestartDecision } from '../../../../src/extension/helper-client/policy.ts';

/** What the policy decides after crashes at these times. */
function decisions(times: readonly number[]): RestartDecision[] {
  let policy = new RestartPolicy();
  return times.map((time) => {
    const after = policy.afterCrash(time);
    policy = after.policy;
    return after.decision;
  });
}

function delays(times: readonly number[]): (number | 'stop')[] {
  return decisions(times).map((decision) => (decision.kind === 'restart' ? decision.delay : 'stop'));
}

describe('RestartPolicy', () => {
  it('waits twice as long each time, and stops after the fifth crash', () => {
    expect(delays([0, 1000, 2000, 3000, 4000])).toEqual([250, 500, 1000, 2000, 'stop']);
  });

  it('counts the attempts and the crashes', () => {
    expect(decisions([0, 1, 2, 3, 4])).toMatchObject([
      { attempt: 1 },
      { attempt: 2 },
      { attempt: 3 },
      { attempt: 4 },
      { kind: 'stop', crashes: 5 },
    ]);
  });

  it('never waits longer than 8 s, and does not stop where crashes are rare', () => {
    const times = Array.from({ length: 10 }, (_, index) => index * 45_000);
    expect(delays(times)).toEqual([250, 500, 1000, 2000, 4000, 8000, 8000, 8000, 8000, 8000]);
  });

  it('starts over after two minutes without a crash', () => {
    expect(delays([0, 1000, 2000, 122_001, 122_002])).toEqual([250, 500, 1000, 250, 500]);
  });

  it('is a value: the same crash gives the same decision again', () => {
    const policy = new RestartPolicy();
    expect(policy.afterCrash(0).decision).toEqual(policy.afterCrash(0).decision);
  });
});
