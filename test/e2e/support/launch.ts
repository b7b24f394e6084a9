import { type ChildProcess, spawn } from 'node:child_process';
import { childrenOf, identify, isRunning, type ProcessIdentity } from '../../lab/process.ts';
import { endProcess } from '../../lab/signal.ts';
import { claim, isStarted } from '../../lab/started.ts';

/** Who runs VS Code and the extension: the user of the tests unless told. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

export interface Launched {
  readonly child: ChildProcess;
  /** What it has written so far, both streams. */
  readonly output: () => string;
  /** Ends it and all that it started, whoever has adopted that since. */
  readonly end: () => Promise<void>;
}

/**
 * The one place that decides how a program of VS Code is started: as which user, and that it dies with this process
 * even where that is killed.
 */
function commandFor(
  argv: readonly string[],
  account: Account | undefined,
  inside: readonly string[],
): readonly string[] {
  const dieWithParent = ['setpriv', '--pdeathsig', 'SIGKILL'];
  const as =
    account === undefined
      ? []
      : ['--reuid', String(account.uid), '--regid', String(account.gid), '--clear-groups', '--no-new-privs'];
  const outer = inside.length === 0 ? [] : [...dieWithParent, '--', ...inside];
  return [...outer, ...dieWithParent, ...as, '--', ...argv];
}

/** A process and everything below it. */
function family(pid: number): ProcessIdentity[] {
  let self;
  try {
    self = identify(pid);
  } catch {
    return [];
  }
  return [self, ...childrenOf(pid).flatMap(family)];
}

/**
 * Starts a program of VS Code.
 *
 * @param inside a program and its arguments that it runs below, still as the user of the tests: `unshare …`
 */
export function launch(argv: readonly string[], account?: Account, inside: readonly string[] = []): Launched {
  const [command = '', ...args] = commandFor(argv, account, inside);
  // Under Electron's or another VS Code's terminal these would lead the server astray.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name)));
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, ...(account === undefined ? {} : { HOME: account.home, USER: '', LOGNAME: '' }) },
    ...(account === undefined ? {} : { cwd: account.home }),
  });
  let output = '';
  const collect = (text: string): void => {
    output += text;
  };
  child.on('error', (error) => collect(error.message));
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  return {
    child,
    output: () => output,
    end: async () => {
      if (child.pid === undefined) return;
      // Listed before the end: later the children belong to someone else.
      const all = family(child.pid).filter(({ pid }) => isStarted(pid));
      // Node's title of a process lies where its environment was, and the mark of the run with it.
      all.forEach(claim);
      for (const identity of all) await endProcess(identity, isRunning(identity) ? 2000 : 0);
    },
  };
}
