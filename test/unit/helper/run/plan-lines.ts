import type { Plan } from '../../../../src/helper/run/plan.ts';

/** A step a line, so that a change of a plan is a change of a few lines. */
export function planLines({ dieWithParent, steps }: Plan): string {
  const plain = (_: string, value: unknown) => {
    if (typeof value === 'bigint') return `${value}n`;
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  };
  return [{ dieWithParent }, ...steps].map((line) => `${JSON.stringify(line, plain)}\n`).join('');
}
