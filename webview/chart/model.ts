import type { Ink } from './theme.ts';

/** `null` is a gap: nothing is known of that moment. */
export type Value = number | null;

/** One line of a chart. Its ink and its dashes together tell it from the others. */
export interface Curve {
  readonly label: string;
  readonly ink: Ink;
  /** Pixels of line and gap; solid where there is none. */
  readonly dash?: readonly number[];
  /** One for each moment of the chart. */
  readonly values: readonly Value[];
  /** A share (0 to 1) that is drawn over the whole height, whatever the others measure. */
  readonly ofHeight?: boolean;
  /** How its values are said, where the chart's own way does not fit. */
  readonly format?: (value: number) => string;
}

/** A level that does not move: a limit. */
export interface Mark {
  readonly label: string;
  readonly ink: Ink;
  readonly dash: readonly number[];
  readonly value: number;
}

export interface ChartModel {
  /** Seconds since the epoch; strictly growing. */
  readonly times: readonly number[];
  /** Of a stacked chart from the bottom to the top. */
  readonly curves: readonly Curve[];
  readonly marks: readonly Mark[];
  readonly stacked: boolean;
  readonly format: (value: number) => string;
  /** Steps of the scale: 1, 2, 4, … (bytes) or 1, 2, 5, … */
  readonly steps: 'binary' | 'decimal';
  /** The least that the scale reaches up to, so that noise does not look like a mountain. */
  readonly least: number;
}

/** The width of every chart, in seconds. */
export const WINDOW_SECONDS = 600;
