import type { Happening, HappeningKind } from '../../../src/shared/protocol/limits-page.ts';
import { titleOf } from './happening-words.ts';

/** What is worth to interrupt somebody for. */
const NEWSWORTHY: readonly HappeningKind[] = ['oom-kill', 'oom-group-kill', 'pids-refused'];

/** A sentence where something was killed or refused since the moment before; nothing at the first moment. */
export function newsOf(before: readonly Happening[] | undefined, now: readonly Happening[]): string | undefined {
  if (before === undefined) return undefined;
  const grown = now.filter(({ kind, count }) => {
    const last = before.find((happening) => happening.kind === kind);
    return NEWSWORTHY.includes(kind) && count > (last?.count ?? 0);
  });
  return grown.length === 0 ? undefined : `New: ${grown.map(titleOf).join('; ')}`;
}
