import type { SignalFacts, ThreadFacts } from './signal-facts.ts';
import { hasSignal, KILL, STOP } from './signal-set.ts';

/**
 * The threads to one of which the kernel would give a signal now: the leader where it can take it, else any that can;
 * wants_signal() of kernel/signal.c. None: the signal stays in the queue of the process.
 */
export function takersOf(signal: number, { threads }: SignalFacts): readonly ThreadFacts[] {
  const able = threads.filter((thread) => takes(thread, signal));
  const leader = able.filter(({ isLeader }) => isLeader);
  return leader.length > 0 ? leader : able;
}

/** A signal that nobody can block is never that. */
export function blockedByAll(signal: number, { threads }: SignalFacts): boolean {
  return threads.every(({ blocked }) => isBlocked(blocked, signal));
}

function takes({ blocked, state }: ThreadFacts, signal: number): boolean {
  if (signal === KILL) return true;
  return !isBlocked(blocked, signal) && state !== 'stopped' && state !== 'held';
}

function isBlocked(blocked: bigint, signal: number): boolean {
  return signal !== KILL && signal !== STOP && hasSignal(blocked, signal);
}
