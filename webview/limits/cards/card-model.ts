import { unreadSentence, unreadWords } from '../../../src/shared/format/words.ts';
import type { Unread } from '../../../src/shared/model/reading.ts';
import type { ChartModel } from '../../chart/model.ts';

/** A figure with its name, where the name is mostly a file's. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  /** Whether the name is that of a file. */
  readonly file?: boolean;
}

/** What a card shows of one resource. */
export interface CardModel {
  readonly id: string;
  readonly title: string;
  /** The figure that counts: `12.1 MiB of 64 MiB`, or why there is none. */
  readonly big: string;
  /** How close it is to its limit (1 = there); absent without a limit. */
  readonly share?: number;
  /** A sentence below the figure: why there is none, and what to do. */
  readonly note?: string;
  readonly facts: readonly Fact[];
  readonly chart?: ChartModel;
}

/** From here on a use is shown as close to its limit. */
export const CLOSE_SHARE = 0.9;

/** A card in place of figures that could not be read: why. */
export function unreadCard(base: Pick<CardModel, 'id' | 'title'>, unread: Unread): CardModel {
  return { ...base, big: unreadWords(unread), note: unreadSentence(unread), facts: [] };
}
