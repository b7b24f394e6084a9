// Which processes the tests started: no other one may they signal, freeze or limit.
import { readFileSync, statSync } from 'node:fs';
import { isRunning, namespaceInode, type ProcessIdentity, readProcess } from './process.ts';

/** In the environment of all that a run of the tests starts, with a value of that run: see vitest.config.mts. */
export const RUN_MARK = 'CONTAINER_INTERNALS_TEST_RUN';

/** What others started at the request of this test file, since a daemon's child is nobody's descendant. */
const claims: { readonly identity: ProcessIdentity; readonly pidNamespace: number | undefined }[] = [];
/** Users that were made for the tests: all their processes are the tests' own. */
const users = new Set<number>();

/** A test is about to do something to a process that no test started. */
export class ForeignProcessError extends Error {
  constructor(pid: number) {
    super(
      `process ${pid} (${readProcess(pid)?.comm ?? 'gone'}) was not started by these tests, which may do nothing to it; ` +
        `claim() is for what a daemon started for them`,
    );
    this.name = 'ForeignProcessError';
  }
}

/**
 * Notes a process that another program started for the tests, with all below it and in its pid namespace.
 * @throws {ForeignProcessError} where the tests themselves are below it
 */
export function claim(identity: ProcessIdentity): void {
  const { pid } = identity;
  if (pid <= 1 || pid === process.pid || ancestors(process.pid).includes(pid)) throw new ForeignProcessError(pid);
  claims.push({ identity, pidNamespace: ownNamespace(pid) });
}

/** Notes a user that was made for the tests. */
export function claimUser(uid: number): void {
  users.add(uid);
}

/**
 * Whether whoever has this number now was started by the tests: it is below this process or below what was claimed,
 * bears the mark of this run, is of a claimed user, or is in the pid namespace of a claimed container.
 */
export function isStarted(pid: number): boolean {
  const above = ancestors(process.pid);
  const line = [pid, ...ancestors(pid)];
  if (above.includes(pid) || pid === process.pid) return false;
  return line.includes(process.pid) || line.some((each) => !above.includes(each) && isMarked(each));
}

/** @throws {ForeignProcessError} unless the tests started it, or there is no such process */
export function requireStarted(pid: number): void {
  if (readProcess(pid) !== undefined && !isStarted(pid)) throw new ForeignProcessError(pid);
}

/** The pids of parent, grandparent and so on, without PID 1. */
function ancestors(pid: number): number[] {
  const found: number[] = [];
  for (let at = readProcess(pid); at !== undefined && at.parentPid > 1; at = readProcess(at.parentPid)) {
    found.push(at.parentPid);
  }
  return found;
}

function isMarked(pid: number): boolean {
  const startTime = readProcess(pid)?.startTime;
  const namespace = ownNamespace(pid);
  // The number of a namespace is given again after its end, which is that of its first process.
  const isClaimed = claims.some(
    ({ identity, pidNamespace }) =>
      (identity.pid === pid && identity.startTime === startTime) ||
      (pidNamespace !== undefined && pidNamespace === namespace && isRunning(identity)),
  );
  return isClaimed || users.has(statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid ?? -1) || bearsMark(pid);
}

function bearsMark(pid: number): boolean {
  const value = process.env[RUN_MARK];
  if (value === undefined) return false;
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${RUN_MARK}=${value}`);
  } catch {
    return false; // Ended, or not to be read: then it is not shown to be ours.
  }
}

/** The inode of its pid namespace where that is not the tests' own; undefined also where it cannot be read. */
function ownNamespace(pid: number): number | undefined {
  try {
    const inode = namespaceInode(pid, 'pid');
    return inode === namespaceInode('self', 'pid') ? undefined : inode;
  } catch {
    return undefined;
  }
}
