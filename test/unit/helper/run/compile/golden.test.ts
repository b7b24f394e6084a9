import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compileSpec } from '../../../../../src/helper/run/compile/compile-spec.ts';
import type { MachineFacts } from '../../../../../src/helper/run/compile/machine-facts.ts';
import { encodePlan } from '../../../../../src/helper/run/encode-plan.ts';
import { parseSpec } from '../../../../../src/helper/run/spec/parse-spec.ts';
import { OPTIONS, ROOT, ROOT_ON_VERSION_2, USER, USER_WITH_RANGES } from '../facts.ts';
import { planLines } from '../plan-lines.ts';

const FIXTURES = fileURLToPath(new URL('../../../../fixtures/run/', import.meta.url));

const fixture = (name: string) => parseSpec(readFileSync(`${FIXTURES}specs/${name}.json`, 'utf8'));

describe('The plan', () => {
  it.each<[spec: string, machine: string, facts: MachineFacts]>([
    ['runc-spec', 'root', ROOT],
    ['runc-spec-rootless', 'user', USER],
    ['docker', 'root', ROOT],
    ['everything', 'root', ROOT],
    ['everything-v2', 'root-v2', ROOT_ON_VERSION_2],
    ['rootless-ranges', 'user-v2', USER_WITH_RANGES],
  ])('of %s on the machine %s is as it was', async (spec, machine, facts) => {
    const plan = compileSpec(fixture(spec), facts, { ...OPTIONS, init: spec.startsWith('everything') });
    expect(encodePlan(plan).length).toBeGreaterThan(100);
    await expect(planLines(plan)).toMatchFileSnapshot(`${FIXTURES}plans/${spec}.${machine}.jsonl`);
  });
});
