import type { SignalSet } from './signal-set.ts';

/** A thread that has not ended. */
export interface ThreadFacts {
  readonly isLeader: boolean;
  readonly blocked: SignalSet;
  /** `deaf`: in an uninterruptible wait. `held`: stopped by its tracer. */
  readonly state: 'runs' | 'deaf' | 'stopped' | 'held';
  readonly traced: boolean;
  /** It is in sigtimedwait(2): signals that it waits for do not show as blocked meanwhile. */
  readonly awaits: boolean;
}

/** What decides over a signal that is sent to a process as a whole. */
export interface SignalFacts {
  readonly ignored: SignalSet;
  readonly caught: SignalSet;
  /** Those that the process reads from a signalfd(2). */
  readonly fetched: SignalSet;
  /** None: it is a zombie. */
  readonly threads: readonly ThreadFacts[];
  /** Of the thread that began the process, also when that has ended and others live: the kernel still asks it. */
  readonly leaderBlocked: SignalSet;
  readonly leaderTraced: boolean;
  /** PID 1 of a pid namespace: of one in which the sender is not, or of the sender's `own`. */
  readonly init: 'no' | 'nested' | 'own';
  /** Its process group is orphaned; setpgid(2). */
  readonly orphaned: boolean;
  /** It is being killed, or writes its core file. */
  readonly ending: boolean;
  /** The version of the cgroup freezer that holds it. */
  readonly frozenBy?: 1 | 2;
  readonly kernelThread: boolean;
  /** What the sender may send, kill(2): `continue` is SIGCONT alone, within a session. */
  readonly allowed: 'all' | 'continue' | 'none';
}
