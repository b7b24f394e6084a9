import type { LadderLevel } from '../model/ladder.ts';

/** What tells the levels of one ladder apart: the exact path. */
export function levelKey({ path }: LadderLevel): string {
  return path.bytes === undefined ? `text ${path.text}` : `bytes ${path.bytes}`;
}
