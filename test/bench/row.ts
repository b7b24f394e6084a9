import { ratios, spread, type Spread } from './spread.ts';

export type Unit = 'ms' | 'MB' | 'kB';

/** What a figure must keep to. */
export interface Bound {
  /** `ratio`: ours by the peer's. `median` and `largest`: ours, in its unit. */
  readonly of: 'ratio' | 'median' | 'largest';
  readonly atMost: number;
}

/** One line of the table. */
export interface Row {
  readonly figure: string;
  readonly unit: Unit;
  readonly peer?: { readonly name: string; readonly value: Spread };
  readonly ours?: Spread;
  readonly ratio?: Spread;
  readonly bound?: Bound;
  readonly holds?: boolean;
  readonly note?: string;
  /** Why it was not measured. */
  readonly skipped?: string;
}

export interface Measured {
  readonly unit: Unit;
  readonly ours: readonly number[];
  /** Measured in the same rounds. */
  readonly peer?: { readonly name: string; readonly values: readonly number[] };
  readonly bound?: Bound;
  readonly note?: string;
}

export function row(figure: string, { unit, ours, peer, bound, note }: Measured): Row {
  const value = spread(ours);
  const ratio = peer === undefined ? undefined : ratios(ours, peer.values);
  return {
    figure,
    unit,
    ours: value,
    ...(peer === undefined ? {} : { peer: { name: peer.name, value: spread(peer.values) } }),
    ...(ratio === undefined ? {} : { ratio }),
    ...(bound === undefined ? {} : { bound, holds: holds(bound, value, ratio) }),
    ...(note === undefined ? {} : { note }),
  };
}

export function skippedRow(figure: string, why: string): Row {
  return { figure, unit: 'ms', skipped: why };
}

/** A measurement that broke off. */
export function failedRow(figure: string, error: unknown): Row {
  return skippedRow(figure, `failed: ${error instanceof Error ? error.message : String(error)}`);
}

function holds({ of, atMost }: Bound, ours: Spread, ratio: Spread | undefined): boolean {
  switch (of) {
    case 'ratio':
      return ratio !== undefined && ratio.median <= atMost;
    case 'median':
      return ours.median <= atMost;
    case 'largest':
      return ours.max <= atMost;
  }
}
