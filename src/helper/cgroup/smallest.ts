import type { LimitValue } from '../../shared/model/cgroup.ts';
import { type Reading, unread } from '../../shared/model/reading.ts';
import { ENOENT } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import type { Content } from './control-file.ts';
import { type Bind, type LevelFigure, type LevelSource, NO_FILE, NO_LIMIT } from './ladder-source.ts';
import { numberReading, parseAmount } from './values.ts';

/**
 * The limit that counts is the smallest of all levels ("the ladder"). Of equal ones the innermost counts: it is met
 * first. A level that cannot be read hides the answer.
 */
export const smallestAmount: Bind = (limits) => {
  let smallest = Infinity;
  let level: number | undefined;
  let nearest: number | undefined;
  for (let index = limits.length - 1; index >= 0; index--) {
    const limit = limits[index] ?? NO_FILE;
    if ('unread' in limit) return { limit, told: index };
    if (limit !== NO_FILE) nearest ??= index;
    if (limit.value.kind !== 'amount' || limit.value.amount >= smallest) continue;
    smallest = limit.value.amount;
    level = index;
  }
  if (level !== undefined) return { limit: { value: { kind: 'amount', amount: smallest } }, level, told: level };
  return { limit: { value: NO_LIMIT }, ...(nearest === undefined ? {} : { told: nearest }) };
};

/** A limit that stands in one file as a number or `max`. */
export function amountFile(name: string): Pick<LevelSource, 'limitFile' | 'limit'> {
  return {
    limitFile: () => name,
    limit: (folder) => folder.setting(name, amountOf),
  };
}

function amountOf(content: Content): Reading<LimitValue> {
  if (typeof content === 'number') return content === -ENOENT ? NO_FILE : unreadFromErrno(content);
  return amountLimit(parseAmount(content));
}

export function amountLimit(amount: number | 'max' | undefined): Reading<LimitValue> {
  if (amount === undefined) return unread('error', 'EINVAL');
  return { value: amount === 'max' ? NO_LIMIT : { kind: 'amount', amount } };
}

/** A figure that stands in one file as a number. */
export function numberFile(name: string): LevelFigure {
  return { file: name, read: (folder) => folder.made(name, numberReading) };
}
