import { readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { waitFor } from './exec.ts';

/** A process told apart from a later one with the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks after boot: field 22 of /proc/PID/stat, proc(5). */
  readonly startTime: number;
}

export interface ProcessFacts extends ProcessIdentity {
  readonly parentPid: number;
  readonly comm: string;
  /** One letter, as in proc(5): R, S, D, Z, … */
  readonly state: string;
}

/** Reads /proc/PID/stat; undefined where there is no such process. */
export function readProcess(pid: number): ProcessFacts | undefined {
  let text;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // The name may itself hold spaces and brackets: its end is the last bracket.
  const nameEnd = text.lastIndexOf(')');
  const fields = text.slice(nameEnd + 2).split(' ');
  return {
    pid,
    comm: text.slice(text.indexOf('(') + 1, nameEnd),
    state: fields[0] ?? '?',
    parentPid: Number(fields[1]),
    startTime: Number(fields[19]),
  };
}

/** @throws {Error} where the process is gone */
export function identify(pid: number): ProcessIdentity {
  const facts = readProcess(pid);
  if (facts === undefined) throw new Error(`process ${pid} is gone`);
  return { pid, startTime: facts.startTime };
}

/** Whether it runs: a zombie does not. */
export function isRunning({ pid, startTime }: ProcessIdentity): boolean {
  const facts = readProcess(pid);
  return facts !== undefined && facts.startTime === startTime && !'ZX'.includes(facts.state);
}

/** The pids of the children of all threads of a process; none where it is gone. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** The pids of all processes of a user, by the owner of /proc/PID. */
export function processesOf(uid: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid === uid).map(Number);
}

/** The pid in each nested pid namespace, from the reader's own to the innermost: NSpid of /proc/PID/status. */
export function nestedPids(pid: number): number[] {
  const line = /^NSpid:\t(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
  return (line?.[1] ?? '').split('\t').map(Number);
}

/** The inode of one namespace of a process, e.g. namespaceInode(1, 'pid'). */
export function namespaceInode(pid: number | 'self', type: string): number {
  return Number(/\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/ns/${type}`))?.[1]);
}

/** The arguments of a process as text; an argument ends with a NUL byte. */
export function commandLine(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
}

/**
 * The child that is pid 1 of a pid namespace of its own and has executed its
 * command (a forked child still shows its parent's command line).
 */
export function waitForInit(
  parent: { identity: ProcessIdentity; check?: () => void },
  what: string,
): Promise<ProcessIdentity> {
  const { pid: parentPid } = parent.identity;
  return waitFor(`${what}: a child of ${parentPid} as pid 1 of its namespace`, () => {
    parent.check?.();
    const parentLine = commandLine(parentPid);
    const depth = nestedPids(parentPid).length;
    for (const pid of childrenOf(parentPid)) {
      const nested = nestedPids(pid);
      const line = commandLine(pid);
      if (nested.length > depth && nested.at(-1) === 1 && line !== '' && line !== parentLine) return identify(pid);
    }
    return undefined;
  });
}
