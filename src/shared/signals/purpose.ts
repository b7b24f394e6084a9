import type { DefaultAction, Signal } from '../model/signal.ts';

/** The signals that people mostly send, in the order in which they are offered. */
export const COMMON_SIGNALS: readonly string[] = [
  'SIGTERM',
  'SIGKILL',
  'SIGHUP',
  'SIGINT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGSTOP',
  'SIGCONT',
  'SIGQUIT',
];

/** What each standard signal is for; signal(7). */
const PURPOSES: Readonly<Record<string, string>> = {
  SIGHUP: 'reload, or the terminal is gone',
  SIGINT: 'interrupt, as Ctrl+C does',
  SIGQUIT: 'quit and leave a core file, as Ctrl+\\ does',
  SIGILL: 'an illegal instruction',
  SIGTRAP: 'a breakpoint',
  SIGABRT: 'abort(3): the program gave up',
  SIGBUS: 'an access to memory that is not there',
  SIGFPE: 'an arithmetic error',
  SIGKILL: 'end it now; no program can prevent it',
  SIGUSR1: 'what the program makes of it',
  SIGSEGV: 'an access to memory that is not its own',
  SIGUSR2: 'what the program makes of it',
  SIGPIPE: 'nobody reads the pipe any more',
  SIGALRM: 'the timer of alarm(2) ran out',
  SIGTERM: 'ask it to end',
  SIGSTKFLT: 'unused',
  SIGCHLD: 'a child stopped or ended',
  SIGCONT: 'continue after a stop',
  SIGSTOP: 'pause; no program can prevent it',
  SIGTSTP: 'pause, as Ctrl+Z does',
  SIGTTIN: 'a background program reads the terminal',
  SIGTTOU: 'a background program writes to the terminal',
  SIGURG: 'urgent data on a socket',
  SIGXCPU: 'its limit of CPU time is used up',
  SIGXFSZ: 'its limit of file size is reached',
  SIGVTALRM: 'a timer of its own CPU time ran out',
  SIGPROF: 'a timer for profiling ran out',
  SIGWINCH: 'the terminal has another size',
  SIGIO: 'a file or socket is ready',
  SIGPWR: 'the power fails',
  SIGSYS: 'a system call that is not allowed',
};

const ACTIONS: Readonly<Record<DefaultAction, string>> = {
  terminate: 'terminates',
  core: 'terminates and dumps core',
  stop: 'stops',
  continue: 'continues',
  ignore: 'does nothing',
};

/** What a signal is for and what it does by default: `ask it to end · default: terminates`. */
export function signalPurpose({ name, action }: Signal): string {
  return `${PURPOSES[name] ?? 'real-time: what the program makes of it'} · default: ${ACTIONS[action]}`;
}

/** As kill(1) and the runtimes take it: `TERM`, `RTMIN+2`; the number where there is no name. */
export function signalArgument({ name, number }: Signal): string {
  const short = name.slice('SIG'.length);
  return /^\d+$/.test(short) ? String(number) : short;
}
