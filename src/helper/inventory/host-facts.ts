import { statSync } from 'node:fs';
import { release } from 'node:os';
import type { HostFacts } from '../../shared/model/host.ts';
import type { Hierarchies } from '../cgroup/hierarchies.ts';
import { type Mount, parseMountinfo } from '../proc/mountinfo.ts';
import type { ProcessReader } from '../proc/process-reader.ts';

/** Inode of the first pid namespace, fixed by the kernel: PROC_PID_INIT_INO in include/linux/proc_ns.h. */
const INITIAL_PID_NAMESPACE = 0xeffffffc;

const CAP_SYS_PTRACE = 1n << 19n;

export function readMounts(proc: ProcessReader): readonly Mount[] {
  const text = proc.file('self/mountinfo');
  return typeof text === 'number' ? [] : parseMountinfo(text);
}

/** The device of nsfs, the file system that all namespaces are files of. */
export function namespaceDevice(): number {
  try {
    return statSync('/proc/self/ns/pid').dev;
  } catch {
    return 0;
  }
}

export function readHostFacts(proc: ProcessReader, mounts: readonly Mount[], hierarchies: Hierarchies): HostFacts {
  const bootId = proc.file('sys/kernel/random/boot_id');
  const procMount = mounts.findLast(({ mountPoint, type }) => mountPoint === '/proc' && type === 'proc');
  return {
    kernelRelease: release(),
    bootId: typeof bootId === 'number' ? '' : bootId.trim(),
    cgroupMode: hierarchies.mode,
    helperUid: process.geteuid?.() ?? -1,
    helperPid: process.pid,
    privileged: mayInspectOthers(proc),
    hidepid: isSpared(proc) ? 'off' : hidepidOf(procMount),
    noProc: typeof proc.file('self/stat') === 'number',
    nested: proc.namespaceInode('self', 'pid') !== INITIAL_PID_NAMESPACE,
  };
}

/** Namespaces, command lines and the like of other users' processes need CAP_SYS_PTRACE; ptrace(2), capabilities(7). */
function mayInspectOthers(proc: ProcessReader): boolean {
  const status = proc.file('self/status');
  const effective = typeof status === 'number' ? undefined : /^CapEff:\t([0-9a-f]+)$/m.exec(status)?.[1];
  return effective !== undefined && (BigInt(`0x${effective}`) & CAP_SYS_PTRACE) !== 0n;
}

/** The `gid` option of the mount names a group from which nothing is hidden: its members see the first process. */
function isSpared(proc: ProcessReader): boolean {
  return !mayInspectOthers(proc) && typeof proc.file('1/stat') === 'string';
}

/** The option has a number in old kernels and a name since Linux 5.8; proc(5). */
const HIDEPID: ReadonlyMap<string, HostFacts['hidepid']> = new Map([
  ['1', 'noaccess'],
  ['noaccess', 'noaccess'],
  ['2', 'invisible'],
  ['invisible', 'invisible'],
  ['4', 'ptraceable'],
  ['ptraceable', 'ptraceable'],
]);

function hidepidOf(procMount: Mount | undefined): HostFacts['hidepid'] {
  const option = procMount?.superOptions.find((candidate) => candidate.startsWith('hidepid='));
  return HIDEPID.get(option?.slice('hidepid='.length) ?? '') ?? 'off';
}
