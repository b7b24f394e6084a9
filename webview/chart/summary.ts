import type { Curve, Value } from './model.ts';

/** The last value, if the last moment has one. */
export function lastValue(values: readonly Value[]): Value {
  return values.at(-1) ?? null;
}

/** A curve in words: `anon: now 12 MiB, 10 MiB to 14 MiB in the last 10 minutes`. */
export function curveSentence(curve: Curve, format: (value: number) => string): string {
  const say = curve.format ?? format;
  const known = curve.values.filter((value) => value !== null);
  if (known.length === 0) return `${curve.label}: not measured yet`;
  const now = lastValue(curve.values);
  const least = say(known.reduce((a, b) => Math.min(a, b)));
  const most = say(known.reduce((a, b) => Math.max(a, b)));
  const range = least === most ? `${most} all the time` : `${least} to ${most}`;
  return `${curve.label}: ${now === null ? 'not known now' : `now ${say(now)}`}, ${range} in the last 10 minutes`;
}
