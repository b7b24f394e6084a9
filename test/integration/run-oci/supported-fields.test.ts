import { expect, it } from 'vitest';
import type * as z from 'zod/mini';
import { specSchema } from '../../../src/helper/run/spec/spec-schema.ts';
import { specWith } from './base-spec.ts';
import { COMPARED } from './compared-specs.ts';
import { FIELDS } from './field-cases.ts';

/** Without an effect inside. */
const WITHOUT_EFFECT = ['ociVersion', 'annotations'];
/** Not told of by a value of a specification: a test of its own has a filter. */
const ELSEWHERE = /^linux\.seccomp\b/;
/** What this kernel has no file for: src/helper/run/compile tests its plan. */
const NOT_HERE = ['linux.resources.memory.swap', 'linux.resources.blockIO.weight'];

/** The paths of all keys that a schema knows; those of list entries without an index. */
function keysOf(schema: z.core.$ZodType, path = ''): readonly string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === 'optional') return keysOf(def.innerType, path);
  if (def.type === 'array') return keysOf(def.element, path);
  if (def.type !== 'object') return [path];
  return Object.entries(def.shape).flatMap(([key, value]) => keysOf(value, path === '' ? key : `${path}.${key}`));
}

/** The same of a value. */
function keysIn(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((entry) => keysIn(entry, path))];
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, entry]) => keysIn(entry, path === '' ? key : `${path}.${key}`)),
  ];
}

it('The tests in a real container have every field that a specification may have', () => {
  const changes = [...Object.values(COMPARED), ...Object.values(FIELDS).map(({ change }) => change)];
  const used = new Set(changes.flatMap((change) => keysIn(specWith(change))));
  const namespacePath = 'linux.namespaces.path';
  const missing = keysOf(specSchema).filter(
    (key) => !used.has(key) && !ELSEWHERE.test(key) && ![...WITHOUT_EFFECT, ...NOT_HERE, namespacePath].includes(key),
  );
  expect(missing).toEqual([]);
});
