import type { Value } from '../../chart/model.ts';
import type { Point } from '../../../src/shared/protocol/limits-page.ts';

/** Further apart than this, two points have a gap between them, in seconds: nobody looked meanwhile. */
const GAP_SECONDS = 10;

/** The moments of the charts; without a point where there is a gap. */
export interface Timeline {
  readonly times: readonly number[];
  readonly points: readonly (Point | undefined)[];
}

export function timelineOf(points: readonly Point[]): Timeline {
  const withGaps = points.flatMap((point, index): readonly (readonly [number, Point | undefined])[] => {
    const before = points[index - 1];
    const gap = before !== undefined && point.time - before.time > GAP_SECONDS;
    return gap ? [[before.time + 1, undefined] as const, [point.time, point] as const] : [[point.time, point] as const];
  });
  return { times: withGaps.map(([time]) => time), points: withGaps.map(([, point]) => point) };
}

/** One value of every moment. */
export function valuesOf(timeline: Timeline, value: (point: Point) => Value | undefined): readonly Value[] {
  return timeline.points.map((point) => (point === undefined ? null : (value(point) ?? null)));
}

/** Whether anything at all is known of a curve. */
export function hasValues(values: readonly Value[]): boolean {
  return values.some((value) => value !== null);
}
