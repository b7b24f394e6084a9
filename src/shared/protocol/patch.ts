/**
 * What changed between two values of one shape, so that what stays as it was is neither told nor parsed again.
 *
 * - `[value]`: it is this now
 * - `{ key: patch }`: these fields, or these elements of a list of the same length, changed
 * - `0`: the field is there no more
 *
 * Values are data as JSON has it. The brand ties a patch to what it is of.
 */
export type Patch<T> = PatchNode & { readonly [of]?: T };

declare const of: unique symbol;

type PatchNode = readonly [unknown] | { readonly [key: string]: PatchNode } | 0;

type Fields = Readonly<Record<string, unknown>>;

const REMOVED = 0;

/** What makes `now` of `before`; `undefined` where they are equal. What both share by reference is not looked into. */
export function patchOf<T>(before: T, now: T): Patch<T> | undefined {
  return nodeOf(before, now);
}

/**
 * The value that a patch makes of another, which stays as it is. What did not change is the same object.
 *
 * @throws {TypeError} the patch does not fit the value
 */
export function patched<T>(before: T, patch: Patch<T>): T {
  return applied(before, patch) as T;
}

function nodeOf(before: unknown, now: unknown): PatchNode | undefined {
  if (before === now) return undefined;
  if (!isNested(before) || !isNested(now)) return [now];
  if (Array.isArray(before) || Array.isArray(now)) {
    if (!Array.isArray(before) || !Array.isArray(now) || before.length !== now.length) return [now];
  }
  let changes: Record<string, PatchNode> | undefined;
  for (const key in now) {
    const value = own(now, key);
    const change = value === undefined ? undefined : nodeOf(own(before, key), value);
    if (change !== undefined) (changes ??= {})[key] = change;
  }
  for (const key in before) {
    if (own(before, key) !== undefined && own(now, key) === undefined) (changes ??= {})[key] = REMOVED;
  }
  return changes;
}

function applied(before: unknown, patch: PatchNode): unknown {
  if (Array.isArray(patch)) return patch[0];
  if (!isNested(before) || !isNested(patch)) throw new TypeError('a patch that fits no value of this shape');
  const copy: Record<string, unknown> = Array.isArray(before)
    ? ([...before] as unknown as Record<string, unknown>)
    : { ...before };
  for (const key in patch) {
    const change = patch[key] as PatchNode;
    if (key === '__proto__') throw new TypeError('a patch of no field');
    if (change === REMOVED) Reflect.deleteProperty(copy, key);
    else copy[key] = applied(own(before, key), change);
  }
  return copy;
}

/** A field that is undefined is none: JSON does not tell it. */
function own(value: Fields, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function isNested(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
