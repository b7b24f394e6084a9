import type { ProcessState } from '../../shared/model/process.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { ProcessFacts } from './process-facts.ts';

/** The facts of one process; `cgroup` is an index of `PackedFacts.cgroups`. */
type Row = readonly [
  pid: number,
  comm: ByteString,
  state: ProcessState,
  parentPid: number,
  kernelThread: boolean,
  startTime: number,
  cgroup: number,
  pidNamespace: number,
  pids?: readonly number[],
];

/** The facts of many processes as JSON carries them from one process to another: without names, and each cgroup once. */
export interface PackedFacts {
  readonly cgroups: readonly ByteString[];
  readonly rows: readonly Row[];
}

export function packFacts(all: readonly ProcessFacts[]): PackedFacts {
  const cgroups = new Map<ByteString, number>();
  const rows = all.map((facts): Row => {
    const { pid, comm, state, parentPid, kernelThread, startTime, pidNamespace, pids } = facts;
    const cgroup = cgroups.get(facts.cgroup) ?? cgroups.size;
    cgroups.set(facts.cgroup, cgroup);
    const row = [pid, comm, state, parentPid, kernelThread, startTime, cgroup, pidNamespace] as const;
    return pids === undefined ? row : [...row, pids];
  });
  return { cgroups: [...cgroups.keys()], rows };
}

export function unpackFacts({ cgroups, rows }: PackedFacts): readonly ProcessFacts[] {
  return rows.map((row) => {
    const [pid, comm, state, parentPid, kernelThread, startTime, cgroup, pidNamespace, pids] = row;
    const stat = { pid, comm, state, parentPid, kernelThread, startTime };
    return { ...stat, cgroup: cgroups[cgroup] ?? '', pidNamespace, pids };
  });
}
