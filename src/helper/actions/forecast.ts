import { delaysOf } from './delays.ts';
import type { Effect, Forecast, Signal } from '../../shared/model/signal.ts';
import type { SignalFacts, ThreadFacts } from './signal-facts.ts';
import { CONT, hasSignal, KILL, STOP } from './signal-set.ts';
import { blockedByAll, takersOf } from './takers.ts';

/**
 * What the kernel would do with a signal that is sent to a process as a whole: by kernel/signal.c, of which signal(7),
 * pid_namespaces(7), ptrace(2) and setpgid(2) tell the rules.
 */
export function forecast(signal: Signal, facts: SignalFacts): Forecast {
  const { number } = signal;
  if (facts.kernelThread) return { kind: 'none', why: 'kernel-thread' };
  if (facts.allowed === 'none' || (facts.allowed === 'continue' && number !== CONT)) {
    return { kind: 'none', why: 'permission' };
  }
  if (facts.threads.length === 0) return { kind: 'none', why: 'zombie' };
  if (facts.ending) return { kind: 'none', why: 'ending' };
  if (number === CONT && facts.threads.some(({ state }) => state === 'stopped')) return continuing(signal, facts);
  return running(signal, facts);
}

/** SIGCONT first has the threads run again, whatever else becomes of it. */
function continuing(signal: Signal, facts: SignalFacts): Forecast {
  const after = running(signal, { ...facts, threads: facts.threads.map(continued) });
  if (after.kind !== 'effect') return after;
  const nothingElse = after.effect === 'ignored' || after.effect === 'dropped-for-init';
  if (!nothingElse) return { ...after, continues: true };
  return { kind: 'effect', effect: 'continues', waits: facts.frozenBy === undefined ? [] : ['until-thaw'] };
}

function continued(thread: ThreadFacts): ThreadFacts {
  return thread.state === 'stopped' ? { ...thread, state: 'runs' } : thread;
}

function running(signal: Signal, facts: SignalFacts): Forecast {
  const dropped = droppedAtOnce(signal, facts);
  if (dropped !== undefined) return { kind: 'effect', effect: dropped, waits: [] };
  if (inDoubt(signal, facts)) return { kind: 'unknown', why: 'awaits-signals' };
  const atOnce = killsAtOnce(signal, facts);
  const effect = atOnce ? 'terminates' : queuedEffect(signal, facts);
  if (effect === 'already-stopped') return { kind: 'effect', effect, waits: [] };
  return { kind: 'effect', effect, waits: delaysOf(signal, effect, atOnce, facts) };
}

/** What the kernel does not even keep: sig_ignored(). It asks the leader's mask alone, and a tracer sees everything. */
function droppedAtOnce({ number, action }: Signal, facts: SignalFacts): Effect | undefined {
  if (number === KILL || number === STOP) return facts.init === 'own' ? 'dropped-for-init' : undefined;
  if (hasSignal(facts.leaderBlocked, number) || facts.leaderTraced || leaderAwaits(facts)) return undefined;
  if (hasSignal(facts.caught, number)) return undefined;
  if (hasSignal(facts.ignored, number) || action === 'ignore' || action === 'continue') return 'ignored';
  return facts.init === 'no' ? undefined : 'dropped-for-init';
}

function leaderAwaits({ threads }: SignalFacts): boolean {
  return threads.some(({ isLeader, awaits }) => isLeader && awaits);
}

/** A signal that shows as not blocked by a thread that awaits some may be one of those. */
function inDoubt({ number }: Signal, facts: SignalFacts): boolean {
  if (number === KILL || number === STOP || hasSignal(facts.caught, number)) return false;
  const takers = takersOf(number, facts);
  const unblocked = facts.threads.filter(({ blocked }) => !hasSignal(blocked, number));
  return (takers.length > 0 ? takers : unblocked).some(({ awaits }) => awaits);
}

/**
 * Whether the signal becomes SIGKILL for each thread as it is sent: complete_signal(). That does not ask whether the
 * process is PID 1 of a namespace: one whose leader blocks the signal and whose other threads do not, dies. To the
 * freezer of version 1 each thread has a signal already, so that the kernel picks none for another.
 */
function killsAtOnce({ number, action }: Signal, facts: SignalFacts): boolean {
  if (number === KILL) return true;
  if (action !== 'terminate' || facts.leaderTraced || facts.frozenBy === 1) return false;
  if (hasSignal(facts.caught, number) || hasSignal(facts.ignored, number)) return false;
  return takersOf(number, facts).length > 0;
}

/** What becomes of a signal that was queued, once a thread takes it: get_signal(). */
function queuedEffect(signal: Signal, facts: SignalFacts): Effect {
  const { number, action } = signal;
  if (action === 'stop' && facts.threads.some(({ state }) => state === 'stopped')) return 'already-stopped';
  if (number === STOP) return 'stops';
  if (hasSignal(facts.fetched, number) && blockedByAll(number, facts)) return 'fetched';
  if (hasSignal(facts.caught, number)) return 'handled';
  if (hasSignal(facts.ignored, number) || action === 'ignore' || action === 'continue') return 'ignored';
  if (facts.init !== 'no') return 'dropped-for-init';
  if (action === 'stop') return facts.orphaned ? 'dropped-for-orphan' : 'stops';
  return action === 'core' ? 'dumps-core' : 'terminates';
}
