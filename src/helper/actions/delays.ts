import type { Delay, Effect, Signal } from '../../shared/model/signal.ts';
import type { SignalFacts, ThreadFacts } from './signal-facts.ts';
import { hasSignal } from './signal-set.ts';
import { blockedByAll, takersOf } from './takers.ts';

/**
 * What must end before a queued signal has its effect.
 * @param killsAtOnce the kernel sends SIGKILL to each thread in its place
 */
export function delaysOf(signal: Signal, effect: Effect, killsAtOnce: boolean, facts: SignalFacts): readonly Delay[] {
  const { threads, frozenBy } = facts;
  const waits = new Set<Delay>();
  // The freezer of version 1 lets nobody run; that of version 2 lets a task die. Its tasks show as uninterruptible.
  if (frozenBy === 1 || (frozenBy === 2 && !killsAtOnce)) waits.add('until-thaw');
  if (killsAtOnce) {
    if (frozenBy === undefined && threads.some(isDeaf)) waits.add('perhaps-until-awake');
    return [...waits];
  }
  const blocked = blockedByAll(signal.number, facts);
  if (blocked && effect !== 'fetched') waits.add('blocked');
  const takers = takersOf(signal.number, facts);
  // Where none takes it now: those that would, were they not stopped. Who fetches a signal blocks it.
  const later = blocked ? threads : threads.filter((thread) => !hasSignal(thread.blocked, signal.number));
  const waiting = takers.length > 0 ? takers : later;
  if (waiting.every(({ state }) => state === 'stopped')) waits.add('until-continued');
  if (waiting.every(({ state, traced }) => traced && state !== 'stopped') && effect !== 'fetched') {
    waits.add('until-traced');
  }
  if (frozenBy === undefined && waiting.every(isDeaf)) waits.add('until-awake');
  return [...waits];
}

function isDeaf({ state }: ThreadFacts): boolean {
  return state === 'deaf';
}
