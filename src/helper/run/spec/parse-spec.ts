import { Buffer } from 'node:buffer';
import type * as z from 'zod/mini';
import { checkIdMappings } from './check-id-mappings.ts';
import { checkMounts } from './check-mounts.ts';
import { checkNamespaces } from './check-namespaces.ts';
import { checkProcess } from './check-process.ts';
import { checkSysctls } from './check-sysctls.ts';
import { Problems } from './problems.ts';
import { SpecError } from './spec-error.ts';
import { type Spec, specSchema } from './spec-schema.ts';
import { refusalOf } from './unsupported.ts';

const MOST_BYTES = 8 * 1024 * 1024;

/**
 * A `config.json`.
 *
 * @throws {SpecError} where it cannot be run as it says
 */
export function parseSpec(json: string): Spec {
  if (Buffer.byteLength(json) > MOST_BYTES) {
    throw new SpecError([{ path: '', message: `is larger than ${MOST_BYTES} bytes` }]);
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    throw new SpecError([{ path: '', message: `is no JSON: ${(error as Error).message}` }]);
  }
  return checkSpec(value);
}

/**
 * A specification from wherever: of the right form, and in no contradiction to itself.
 *
 * @throws {SpecError} where it cannot be run as it says
 */
export function checkSpec(value: unknown): Spec {
  const problems = new Problems();
  const result = specSchema.safeParse(value);
  if (!result.success) {
    for (const issue of result.error.issues) report(issue, problems);
    problems.throwIfAny();
    // An issue always is a problem.
    throw new SpecError([{ path: '', message: 'is no specification' }]);
  }
  const spec = result.data;
  checkProcess(spec.process, problems);
  checkNamespaces(spec, problems);
  checkIdMappings(spec.linux, problems);
  checkMounts(spec, problems);
  checkSysctls(spec.linux, problems);
  problems.throwIfAny();
  return spec;
}

function report(issue: z.core.$ZodIssue, problems: Problems): void {
  const path = pathOf(issue.path);
  if (issue.code !== 'unrecognized_keys') {
    problems.add(path, issue.message);
    return;
  }
  for (const key of issue.keys) problems.add(pathOf([...issue.path, key]), refusalOf(path, key));
}

function pathOf(parts: readonly PropertyKey[]): string {
  return parts.reduce<string>((path, part) => {
    if (typeof part === 'number') return `${path}[${part}]`;
    const key = String(part);
    const name = /^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key);
    return path === '' ? name : `${path}.${name}`;
  }, '');
}
