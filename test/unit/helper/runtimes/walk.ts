import { RUNTIMES } from '../../../../src/helper/runtimes/table.ts';
import type { CgroupMatch } from '../../../../src/helper/runtimes/runtime.ts';

/** A match and whose it is; `at` is the index of the segment. */
export interface Hit extends CgroupMatch {
  readonly runtime: string;
  readonly at: number;
}

/** All first hits from the root to the leaf, as discovery walks; it ends at the first that is no payload. */
export function walk(path: string): Hit[] {
  const segments = path.split('/').slice(1);
  const hits: Hit[] = [];
  for (const at of segments.keys()) {
    const hit = firstHit(segments, at);
    if (hit !== undefined) hits.push(hit);
    if (hit?.payload === false) break;
  }
  return hits;
}

function firstHit(segments: readonly string[], at: number): Hit | undefined {
  for (const runtime of RUNTIMES) {
    const match = runtime.matchCgroup?.(segments, at);
    if (match !== undefined) return { runtime: runtime.id, at, ...match };
  }
  return undefined;
}

/** A walk in one line for each hit: `<runtime> <id>[ in <pod>][ (weak)]`, or `<runtime> not payload`. */
export function walked(path: string): string[] {
  return walk(path).map(({ runtime, payload, containerId, podId, weak }) => {
    if (!payload) return `${runtime} not payload`;
    const id = containerId === undefined ? '' : ` ${containerId}`;
    return `${runtime}${id}${podId === undefined ? '' : ` in ${podId}`}${weak === true ? ' (weak)' : ''}`;
  });
}
