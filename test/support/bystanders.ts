import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { waitFor } from '../lab/exec.ts';
import { RUN_MARK } from '../lab/started.ts';
import { identify, isRunning, type ProcessIdentity, readProcess } from '../lab/process.ts';

const PROGRAM = resolve(import.meta.dirname, '../../native/build/bystander');
const NOBODY = 65534;
/** Within which each ends that can. */
const END_MS = 2000;

/** Called what the tests and the lab start, so that whoever goes by names meets them. */
const NAMES = ['sleep', 'sh', 'node', 'unshare', 'dispositions', 'containerd-shim', 'conmon'];

interface Bystander {
  readonly name: string;
  readonly child: ChildProcess;
  readonly identity: ProcessIdentity;
  /** /proc/PID/cgroup at its start. */
  readonly cgroups: string;
  /** What it told of signals. */
  readonly lines: readonly string[];
  /** Its status, or the signal that ended it. */
  readonly closed: Promise<[number | null, string | null]>;
}

/** Processes beside the tests that no test started: nothing may happen to them. Their program is native/test/bystander.c. */
export class Bystanders {
  readonly #all: readonly Bystander[];

  private constructor(all: readonly Bystander[]) {
    this.#all = all;
  }

  /** Each name twice as root: as root, and as nobody, whom tests are at times. */
  static async start(names: readonly string[] = NAMES): Promise<Bystanders> {
    const users = process.getuid?.() === 0 ? [0, NOBODY] : [undefined];
    return new Bystanders(await Promise.all(names.flatMap((name) => users.map((uid) => startOne(name, uid)))));
  }

  get identities(): readonly ProcessIdentity[] {
    return this.#all.map(({ identity }) => identity);
  }

  /**
   * Ends them.
   * @returns what had happened to them, one line each; none where nothing had
   */
  async end(): Promise<string[]> {
    return (await Promise.all(this.#all.map(endOne))).flat();
  }
}

async function startOne(name: string, uid: number | undefined): Promise<Bystander> {
  // Not of the run: it bears no mark. Of no terminal: Ctrl-C is not for it.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => key !== RUN_MARK));
  const as = uid === undefined ? {} : { uid, gid: uid };
  const child = spawn(PROGRAM, [], { argv0: name, env, detached: true, stdio: ['pipe', 'pipe', 'inherit'], ...as });
  child.stdin.on('error', () => undefined);
  const closed = once(child, 'close') as Promise<[number | null, string | null]>;
  const input = createInterface({ input: child.stdout });
  const [first] = (await Promise.race([once(input, 'line'), once(child, 'exit')])) as [unknown];
  const pid = Number(first);
  if (pid !== child.pid) throw new Error(`the bystander ${name} did not start: ${String(first)}`);
  const lines: string[] = [];
  input.on('line', (line) => lines.push(line));
  return { name, child, identity: identify(pid), cgroups: cgroupsOf(pid), lines, closed };
}

async function endOne({ name, child, identity, cgroups, lines, closed }: Bystander): Promise<string[]> {
  const { pid } = identity;
  const hasMoved = wasMoved(cgroups, cgroupsOf(pid));
  let state: string | undefined;
  child.stdin?.end();
  // What is stopped or frozen cannot end by itself.
  const hasEnded = () => !isRunning(identity);
  await waitFor(`the end of ${name}`, hasEnded, { timeoutMs: END_MS }).catch(() => {
    state = readProcess(pid)?.state;
    child.kill('SIGKILL');
  });
  const [status, signal] = await closed;
  const found = [...lines];
  if (state !== undefined) found.push(`its state is ${state}`);
  else if (status !== 0) found.push(`it ended by ${signal ?? `status ${String(status)}`}`);
  // What has ended is in no cgroup.
  else if (hasMoved) found.push('it was moved to another cgroup');
  return found.map((what) => `${name} (${pid}): ${what}`);
}

function cgroupsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'latin1');
  } catch {
    return '';
  }
}

/**
 * Whether a process is in another cgroup than before, by two readings of its /proc/PID/cgroup (cgroups(7)). A hierarchy
 * that was made in between has a line of its own for every process of the machine, and each begins in its root.
 */
export function wasMoved(before: string, now: string): boolean {
  const was = pathsOf(before);
  return [...pathsOf(now)].some(([hierarchy, path]) => path !== (was.get(hierarchy) ?? '/'));
}

/** The path in each hierarchy, by its controllers or name: its number may be given again. */
function pathsOf(cgroups: string): Map<string, string> {
  const lines = cgroups.matchAll(/^\d+:([^:]*):(.*)$/gm);
  return new Map(Array.from(lines, ([, hierarchy = '', path = '']) => [hierarchy, path]));
}
