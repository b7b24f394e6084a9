import type { ControllerName } from '../../shared/model/knob.ts';

/** A name of a control file: those of cgroups that a container made may look so too, but are folders. */
const FILE_NAME = /^([a-z_]+)\.[A-Za-z0-9_.-]+$/;

/** By the first part of a file's name. `cgroup` stands for the files that every cgroup of version 2 has. */
const CONTROLLER_BY_PREFIX: ReadonlyMap<string, ControllerName> = new Map([
  ['memory', 'memory'],
  ['cpu', 'cpu'],
  ['cpuacct', 'cpu'],
  // Interrupts take CPU time: `irq.pressure`.
  ['irq', 'cpu'],
  ['cpuset', 'cpuset'],
  ['io', 'io'],
  ['blkio', 'io'],
  ['pids', 'pids'],
  ['hugetlb', 'hugetlb'],
  ['rdma', 'rdma'],
  ['misc', 'misc'],
  ['dmem', 'dmem'],
  ['devices', 'devices'],
  ['freezer', 'freezer'],
  ['net_cls', 'net_cls'],
  ['net_prio', 'net_prio'],
  ['cgroup', 'core'],
]);

/** Lists of tasks, which are not settings, and files that only serve to be waited on. */
const LEFT_OUT = new Set(['cgroup.procs', 'cgroup.threads', 'memory.pressure_level']);

/** Of version 2 freezing is a file of every cgroup. */
const FREEZE = 'cgroup.freeze';

/** The controller that a file belongs to; `undefined` for what is none of the control files that are shown. */
export function controllerOf(file: string, version: 1 | 2): ControllerName | undefined {
  if (LEFT_OUT.has(file)) return undefined;
  const prefix = FILE_NAME.exec(file)?.[1];
  if (prefix === 'cgroup' && version === 1) return undefined;
  return file === FREEZE ? 'freezer' : CONTROLLER_BY_PREFIX.get(prefix ?? '');
}
