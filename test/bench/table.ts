import type { Bound, Row, Unit } from './row.ts';
import type { Spread } from './spread.ts';

const HEADS = ['figure', 'peer', 'ours', 'ratio', 'bound', 'holds'];

/** The rows as text in columns, and below them what was not measured and what needs a word. */
export function table(rows: readonly Row[]): string {
  const measured = rows.filter(({ skipped }) => skipped === undefined);
  const cells = [HEADS, ...measured.map(cellsOf)];
  const widths = HEADS.map((_, column) => Math.max(...cells.map((line) => line[column]?.length ?? 0)));
  const lines = cells.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  const notes = rows.flatMap(({ figure, note }) => (note === undefined ? [] : [`${figure}: ${note}`]));
  const skipped = rows.flatMap((row) =>
    row.skipped === undefined ? [] : [`not measured: ${row.figure}: ${row.skipped}`],
  );
  return [...lines, '', ...notes, ...skipped, ...verdict(rows)].join('\n').trimEnd();
}

function verdict(rows: readonly Row[]): string[] {
  const bounded = rows.filter(({ holds }) => holds !== undefined);
  const missed = bounded.filter(({ holds }) => holds === false);
  if (missed.length === 0) return ['', `All ${bounded.length} bounds hold.`];
  return [
    '',
    `${missed.length} of ${bounded.length} bounds DO NOT HOLD: ${missed.map(({ figure }) => figure).join('; ')}`,
  ];
}

function cellsOf({ figure, unit, peer, ours, ratio, bound, holds }: Row): string[] {
  return [
    figure,
    peer === undefined ? '' : `${peer.name} ${amounts(peer.value, unit)}`,
    ours === undefined ? '' : amounts(ours, unit),
    ratio === undefined ? '' : `${proportion(ratio.median)} (${proportion(ratio.min)} … ${proportion(ratio.max)})`,
    bound === undefined ? '' : limit(bound, unit),
    holds === undefined ? '' : holds ? 'yes' : 'NO',
  ];
}

/** `median (min … max) unit` */
function amounts({ median, min, max, count }: Spread, unit: Unit): string {
  const range = count === 1 ? '' : ` (${amount(min)} … ${amount(max)})`;
  return `${amount(median)}${range} ${unit}`;
}

function amount(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toFixed(digits);
}

function proportion(value: number): string {
  return value !== 0 && value < 0.1 ? `1/${Math.round(1 / value)}` : value.toFixed(2);
}

function limit({ of, atMost }: Bound, unit: Unit): string {
  if (of === 'ratio') return `≤ ${proportion(atMost)}`;
  return `≤ ${atMost} ${unit}${of === 'largest' ? ' always' : ''}`;
}
