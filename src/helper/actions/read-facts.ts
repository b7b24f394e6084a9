import type { ProcessId } from '../../shared/model/process.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import type { SignalStatus, SignalStatusReader } from '../proc/signal-status.ts';
import type { SignalFacts, ThreadFacts } from './signal-facts.ts';
import { hasSignal, KILL } from './signal-set.ts';

/** Where the facts come from. */
export interface FactSources {
  readonly proc: ProcessReader;
  readonly signals: SignalStatusReader;
  /** Whether a process is in an orphaned process group. Asked only where it decides: it may read every process. */
  readonly orphaned: (pid: number) => boolean;
  /** What the kernel lets this process send to another. */
  readonly allowed: (pid: number) => SignalFacts['allowed'];
}

/** Files of a process among which a signalfd(2) is looked for. */
const MOST_FILES = 1024;

/**
 * Reads what decides over a signal to a process.
 * @param frozenBy the version of the cgroup freezer that holds it, if one does
 */
export function signalFacts(sources: FactSources, id: ProcessId, frozenBy?: 1 | 2): SignalFacts | 'gone' | 'hidden' {
  const { proc, signals } = sources;
  const { pid } = id;
  const before = proc.stat(pid);
  if (typeof before === 'number' || before.startTime !== id.startTime) return 'gone';
  const leader = signals.status(pid);
  const threads = typeof leader === 'number' ? [] : livingThreads(signals, pid, frozenBy);
  const blocking = threads.find(({ facts }) => facts.blocked !== 0n);
  const fetched = blocking === undefined ? 0n : signals.fetched(pid, blocking.threadId, MOST_FILES);
  const allowed = sources.allowed(pid);
  // All of this is of one process only if it is still the same now.
  const after = proc.stat(pid);
  if (typeof after === 'number' || after.startTime !== id.startTime) return 'gone';
  if (typeof leader === 'number') return 'hidden';
  let orphaned: boolean | undefined;
  const statuses = [leader, ...threads.map(({ status }) => status)];
  return {
    ignored: leader.ignored,
    caught: leader.caught,
    fetched,
    threads: threads.map(({ facts }) => facts),
    leaderBlocked: leader.blocked,
    leaderTraced: leader.tracerPid !== 0,
    init: leader.pids.at(-1) !== 1 ? 'no' : leader.pids.length > 1 ? 'nested' : 'own',
    get orphaned() {
      return (orphaned ??= sources.orphaned(pid));
    },
    ending: statuses.some(({ pending, dumpsCore }) => dumpsCore || hasSignal(pending, KILL)),
    ...(frozenBy === undefined ? {} : { frozenBy }),
    kernelThread: before.kernelThread,
    allowed,
  };
}

function livingThreads(
  signals: SignalStatusReader,
  pid: number,
  frozenBy: 1 | 2 | undefined,
): { threadId: number; status: SignalStatus; facts: ThreadFacts }[] {
  return signals.threadIds(pid).flatMap((threadId) => {
    const status = signals.status(pid, threadId);
    if (typeof status === 'number' || 'ZXx'.includes(status.state)) return [];
    // Nothing of this is known of a thread that runs.
    const waitsIn = 'SD'.includes(status.state) ? signals.waitsIn(pid, threadId) : '';
    const facts: ThreadFacts = {
      isLeader: threadId === pid,
      blocked: status.blocked,
      state: threadState(status.state, waitsIn, frozenBy),
      traced: status.tracerPid !== 0,
      awaits: waitsIn.includes('sigtimedwait'),
    };
    return [{ threadId, status, facts }];
  });
}

/** What the freezer of version 1 holds shows as uninterruptible, also where it had been stopped before. */
function threadState(state: string, waitsIn: string, frozenBy: 1 | 2 | undefined): ThreadFacts['state'] {
  if (state === 'T') return 'stopped';
  if (state === 't') return 'held';
  if (state !== 'D') return 'runs';
  if (frozenBy !== 1) return 'deaf';
  return waitsIn.startsWith('do_signal_stop') ? 'stopped' : 'runs';
}
