import type uPlot from 'uplot';
import { formatClock } from '../../src/shared/format/clock.ts';
import type { ChartModel } from './model.ts';
import { WINDOW_SECONDS } from './model.ts';
import type { Theme } from './theme.ts';

/** Charts with this key show their cursors at the same moment. */
const SYNC_KEY = 'container-internals';

const BINARY_STEPS = Array.from({ length: 60 }, (_, power) => 2 ** power);

export interface Plotted {
  readonly model: ChartModel;
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  /** The upper end of the scale as it is when asked. */
  readonly top: () => number;
  readonly onHover: (index: number | undefined) => void;
  readonly drawMarks: (plot: uPlot) => void;
}

const isKnown = (value: number | null | undefined): boolean => value !== null && value !== undefined;

/** Moments with a gap on either side, of which a line alone would show nothing. */
function isolated(values: ArrayLike<number | null | undefined> = []): number[] | null {
  const at = Array.from(values, (value, index) => (isKnown(value) ? index : -1)).filter((index) => index >= 0);
  const alone = at.filter((index) => !isKnown(values[index - 1]) && !isKnown(values[index + 1]));
  return alone.length === 0 ? null : alone;
}

/** What uPlot is told; its series are the curves from the last to the first, so that a stack is drawn from its top. */
export function plotOptions({ model, theme, width, height, top, onHover, drawMarks }: Plotted): uPlot.Options {
  const grid: uPlot.Axis.Grid = { stroke: theme.grid, width: 1 };
  const axis: uPlot.Axis = { stroke: theme.text, font: theme.font, grid, ticks: { show: false } };
  const count = model.curves.length;
  return {
    width,
    height,
    padding: [8, 4, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 }, sync: { key: SYNC_KEY } },
    scales: {
      x: { time: true, range: (_, __, end) => [end - WINDOW_SECONDS, end] },
      y: { range: () => [0, top()] },
      share: { range: () => [0, 1.08] },
    },
    axes: [
      {
        ...axis,
        size: 20,
        gap: 4,
        space: 64,
        incrs: [60, 120, 300],
        values: (_, splits) => splits.map((time) => formatClock(time * 1000, 'minutes')),
      },
      {
        ...axis,
        size: 58,
        gap: 4,
        space: 26,
        ...(model.steps === 'binary' && { incrs: BINARY_STEPS }),
        values: (_, splits) => splits.map(model.format),
      },
    ],
    series: [
      {},
      ...model.curves.toReversed().map((curve) => ({
        label: curve.label,
        scale: curve.ofHeight ? 'share' : 'y',
        stroke: theme.ink(curve.ink),
        width: theme.highContrast ? 1.5 : 1.25,
        points: {
          show: false,
          size: 6,
          fill: theme.ink(curve.ink),
          filter: (plot: uPlot, index: number) => isolated(plot.data[index]),
        },
        ...(curve.dash && { dash: [...curve.dash] }),
        ...(model.stacked && { fill: `color-mix(in srgb, ${theme.ink(curve.ink)} 32%, transparent)` }),
      })),
    ],
    bands: model.stacked ? Array.from({ length: count - 1 }, (_, index) => ({ series: [index + 1, index + 2] })) : [],
    hooks: {
      setCursor: [(plot) => onHover((plot.cursor.left ?? -1) < 0 ? undefined : (plot.cursor.idx ?? undefined))],
      draw: [drawMarks],
    },
  };
}
