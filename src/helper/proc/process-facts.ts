import type { ByteString } from '../../shared/text/display.ts';
import type { ProcessReader } from './process-reader.ts';
import type { ProcessStat } from './stat.ts';

/** The pid namespace of a process, as far as we may know it. */
export interface PidNamespace {
  /** Its inode; 0 where it could not be read. */
  readonly pidNamespace: number;
  /** The pids of the process in nested namespaces, read only where `pidNamespace` was refused. */
  readonly pids: readonly number[] | undefined;
}

/** What discovery reads of one process. */
export interface ProcessFacts extends ProcessStat, PidNamespace {
  /** The content of /proc/PID/cgroup; empty for a thread of the kernel, of which no more than `stat` is read. */
  readonly cgroup: ByteString;
}

/** The facts, or -errno. */
export function readFacts(proc: ProcessReader, pid: number): ProcessFacts | number {
  const stat = proc.stat(pid);
  if (typeof stat === 'number') return stat;
  if (stat.kernelThread) return { ...stat, cgroup: '', pidNamespace: 0, pids: undefined };
  const cgroup = proc.cgroup(pid);
  if (typeof cgroup === 'number') return cgroup;
  const { pidNamespace, pids } = readPidNamespace(proc, pid);
  return { ...stat, cgroup, pidNamespace, pids };
}

export function readPidNamespace(proc: ProcessReader, pid: number): PidNamespace {
  const inode = proc.namespaceInode(pid, 'pid');
  if (inode > 0) return { pidNamespace: inode, pids: undefined };
  const status = proc.status(pid);
  return { pidNamespace: 0, pids: typeof status === 'number' ? undefined : status.pids };
}
