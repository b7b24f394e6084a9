/** What a signal does to a process that has no handler for it and does not ignore it; signal(7). */
export type DefaultAction = 'terminate' | 'core' | 'stop' | 'continue' | 'ignore';

export interface Signal {
  /** With `SIG`. */
  readonly name: string;
  readonly number: number;
  readonly action: DefaultAction;
}

/** The first and the last signal that a program may give a meaning of its own: `SIGRTMIN` and `SIGRTMAX` of the kernel. */
const REALTIME_FIRST = 32;
const REALTIME_LAST = 64;

/** Standard signals in their order; the numbers are those of x86, ARM and most others, see signal(7). */
export const STANDARD_SIGNALS: readonly Signal[] = [
  { name: 'SIGHUP', number: 1, action: 'terminate' },
  { name: 'SIGINT', number: 2, action: 'terminate' },
  { name: 'SIGQUIT', number: 3, action: 'core' },
  { name: 'SIGILL', number: 4, action: 'core' },
  { name: 'SIGTRAP', number: 5, action: 'core' },
  { name: 'SIGABRT', number: 6, action: 'core' },
  { name: 'SIGBUS', number: 7, action: 'core' },
  { name: 'SIGFPE', number: 8, action: 'core' },
  { name: 'SIGKILL', number: 9, action: 'terminate' },
  { name: 'SIGUSR1', number: 10, action: 'terminate' },
  { name: 'SIGSEGV', number: 11, action: 'core' },
  { name: 'SIGUSR2', number: 12, action: 'terminate' },
  { name: 'SIGPIPE', number: 13, action: 'terminate' },
  { name: 'SIGALRM', number: 14, action: 'terminate' },
  { name: 'SIGTERM', number: 15, action: 'terminate' },
  { name: 'SIGSTKFLT', number: 16, action: 'terminate' },
  { name: 'SIGCHLD', number: 17, action: 'ignore' },
  { name: 'SIGCONT', number: 18, action: 'continue' },
  { name: 'SIGSTOP', number: 19, action: 'stop' },
  { name: 'SIGTSTP', number: 20, action: 'stop' },
  { name: 'SIGTTIN', number: 21, action: 'stop' },
  { name: 'SIGTTOU', number: 22, action: 'stop' },
  { name: 'SIGURG', number: 23, action: 'ignore' },
  { name: 'SIGXCPU', number: 24, action: 'core' },
  { name: 'SIGXFSZ', number: 25, action: 'core' },
  { name: 'SIGVTALRM', number: 26, action: 'terminate' },
  { name: 'SIGPROF', number: 27, action: 'terminate' },
  { name: 'SIGWINCH', number: 28, action: 'ignore' },
  { name: 'SIGIO', number: 29, action: 'terminate' },
  { name: 'SIGPWR', number: 30, action: 'terminate' },
  { name: 'SIGSYS', number: 31, action: 'core' },
];

/** Every signal that can be sent: the standard ones, then the real-time ones, which terminate. */
export const SIGNALS: readonly Signal[] = [
  ...STANDARD_SIGNALS,
  ...Array.from({ length: REALTIME_LAST - REALTIME_FIRST + 1 }, (_, index): Signal => ({
    // As bash and kill(1) name them where the C library keeps the first two for itself.
    name: realtimeName(REALTIME_FIRST + index),
    number: REALTIME_FIRST + index,
    action: 'terminate',
  })),
];

function realtimeName(number: number): string {
  const offset = number - 34;
  if (offset < 0) return `SIG${number}`;
  return offset === 0 ? 'SIGRTMIN' : `SIGRTMIN+${offset}`;
}

/** What a signal would do to one process as it is now. */
export type Effect =
  /** A handler of the program runs. */
  | 'handled'
  /** The program blocks it and reads it from a signalfd(2). */
  | 'fetched'
  | 'terminates'
  /** Terminates, and may leave a core file. */
  | 'dumps-core'
  | 'stops'
  /** It is stopped and runs again; nothing else is to be done. */
  | 'continues'
  /** It is stopped: a further stop signal is thrown away by SIGCONT, and not even a handler of it runs. */
  | 'already-stopped'
  /** The program ignores it, or nothing is to be done by default. */
  | 'ignored'
  /** It is PID 1 of its pid namespace and has no handler: the kernel drops the signal; pid_namespaces(7). */
  | 'dropped-for-init'
  /**
   * It would stop, but nobody of its session outside of its process group could continue it (an orphaned process group,
   * setpgid(2)): the kernel drops SIGTSTP, SIGTTIN and SIGTTOU.
   */
  | 'dropped-for-orphan';

/** What has to end before the effect comes. */
export type Delay =
  /** Every thread blocks it: until one does not, or takes it by sigwait(3). */
  | 'blocked'
  /** The freezer holds it. */
  | 'until-thaw'
  /** It is stopped: until SIGCONT. */
  | 'until-continued'
  /** A debugger is told first, and decides. */
  | 'until-traced'
  /** It waits in the kernel and cannot be interrupted. */
  | 'until-awake'
  /**
   * The same for a signal that kills: it ends most of such waits at once (vfork(2), network file systems), a few not, and
   * the kernel does not show which this is.
   */
  | 'perhaps-until-awake';

/** Why nothing would happen, or nothing can be sent at all. */
export type Hindrance =
  | 'zombie'
  /** SIGKILL or the like is on its way already, or it writes its core file: the kernel drops every further signal. */
  | 'ending'
  | 'permission'
  | 'kernel-thread'
  | 'gone';

/** Why nothing can be said. */
export type Doubt =
  /** The kernel does not show the signal masks. */
  | 'hidden'
  /** It waits in sigwait(3) or the like, and the kernel does not show for which signals. */
  | 'awaits-signals';

export type Forecast =
  | {
      readonly kind: 'effect';
      readonly effect: Effect;
      /** All of these must end before the effect comes; none: it comes at once. */
      readonly waits: readonly Delay[];
      /** It is stopped and SIGCONT has it run again, beside the effect. */
      readonly continues?: true;
    }
  | { readonly kind: 'none'; readonly why: Hindrance }
  | { readonly kind: 'unknown'; readonly why: Doubt };
