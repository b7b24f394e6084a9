import type { ChartModel, Curve, Value } from './model.ts';

/** Marks further up than so many times the highest value would press the curves flat: they are not drawn. */
const HIGHEST_MARK = 5;

/**
 * What is drawn for each curve: its values, or of a stacked chart the sums up to it. A part that is not known counts as
 * nothing, unless no part is known.
 */
export function drawnValues({
  curves,
  stacked,
}: Pick<ChartModel, 'curves' | 'stacked'>): readonly (readonly Value[])[] {
  if (!stacked) return curves.map((curve) => curve.values);
  const known = (index: number) => curves.some((curve) => (curve.values[index] ?? null) !== null);
  let below: readonly Value[] | undefined;
  return curves.map((curve) => {
    below = curve.values.map((value, index) => (known(index) ? (below?.[index] ?? 0) + (value ?? 0) : null));
    return below;
  });
}

/** The upper end of the scale: above every value, and above each mark that is not far off. */
export function scaleTop(model: ChartModel): number {
  const drawn = drawnValues(model);
  const scaled = model.curves.flatMap((curve: Curve, index) => (curve.ofHeight ? [] : [drawn[index] ?? []]));
  const highest = Math.max(
    model.least,
    ...scaled.map((values) => values.reduce<number>((a, b) => Math.max(a, b ?? 0), 0)),
  );
  const marks = model.marks.map((mark) => mark.value).filter((value) => value <= highest * HIGHEST_MARK);
  return Math.max(highest, ...marks) * 1.08;
}

/** Whether a mark lies on the chart. */
export function isOnChart(value: number, top: number): boolean {
  return value <= top;
}
