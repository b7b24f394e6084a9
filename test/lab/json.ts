/** Looking into what a runtime printed, without believing its shape. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses an object, or the first object of a list. @throws {Error} where there is none */
export function parseObject(text: string, source: string): JsonObject {
  const parsed: unknown = JSON.parse(text);
  const first: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  if (!isObject(first)) throw new Error(`${source}: no object in its output`);
  return first;
}

/** The value at a path of keys; undefined where a step is missing. */
export function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** @throws {Error} where there is no number (or, with `least`, a smaller one) */
export function numberAt(value: unknown, path: string[], least = -Infinity): number {
  const found = at(value, ...path);
  if (typeof found !== 'number' || found < least) throw new Error(`${path.join('.')} is ${JSON.stringify(found)}`);
  return found;
}

/** @throws {Error} where there is no text */
export function textAt(value: unknown, ...path: string[]): string {
  const found = at(value, ...path);
  if (typeof found !== 'string') throw new Error(`${path.join('.')} is ${JSON.stringify(found)}`);
  return found;
}
