import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../lab/exec.ts';
import { RunBundle } from '../../support/run-bundle.ts';
import { ALLOWED_DIFFERENCES, type AllowedDifference } from './allowed-differences.ts';
import { specWith } from './base-spec.ts';
import { COMPARED } from './compared-specs.ts';
import { type Observation, one, parseObservation } from './observation.ts';
import { differences, normalised, observeBoth } from './observe-both.ts';

describe('A container of runc and one of ours', () => {
  const met = new Set<AllowedDifference>();
  let bundle: RunBundle;
  let ownKeyring = '';

  beforeAll(async () => {
    bundle = await RunBundle.make();
    ownKeyring = one(parseObservation((await run(bundle.inside('observe'), [])).stdout), 'session_keyring');
  });
  afterAll(() => bundle[Symbol.asyncDispose]());

  /** As runc would show it without what is known to be otherwise. */
  function rewritten(observation: Observation, comparison: string): Observation {
    const rules = ALLOWED_DIFFERENCES.filter(({ only }) => only === undefined || only === comparison);
    const rewrite = (field: string, value: string): readonly string[] => {
      const rule = rules.find((each) => each.field === field && each.runc.test(value));
      if (rule === undefined) return [value];
      met.add(rule);
      return rule.ours === undefined ? [] : [value.replace(rule.runc, rule.ours)];
    };
    return new Map(
      [...observation].map(([field, values]) => [field, values.flatMap((value) => rewrite(field, value))]),
    );
  }

  it.each(Object.entries(COMPARED))('show the same from inside: %s', async (comparison, change) => {
    const both = await observeBoth(bundle, specWith(change));
    const runc = rewritten(normalised(both.runc, bundle, ownKeyring), comparison);
    expect(differences({ runc, ours: normalised(both.ours, bundle, ownKeyring) })).toEqual([]);
  });

  it('differ in all that is said to differ', () => {
    expect(ALLOWED_DIFFERENCES.filter((difference) => !met.has(difference))).toEqual([]);
  });
});
