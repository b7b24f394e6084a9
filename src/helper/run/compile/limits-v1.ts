import type { ResourcesSpec } from '../spec/resources-schema.ts';
import type { Context } from './context.ts';
import type { LimitWrite } from './limit-write.ts';
import { checkSwap, isSet, RESOURCES, throttles } from './limits.ts';

/** Of the controllers that are on version 1: memory.rst, sched-bwc.rst and others of the kernel's cgroup-v1. */
export function writesOfVersion1(
  context: Context,
  resources: ResourcesSpec,
  version1: ReadonlySet<string>,
): readonly LimitWrite[] {
  return [
    ...(version1.has('memory') ? memory(context, resources) : []),
    ...(version1.has('cpu') ? cpu(resources) : []),
    ...(version1.has('cpuset') ? cpuset(resources) : []),
    ...(version1.has('pids') ? pids(resources) : []),
    ...(version1.has('blkio') ? blockIo(context, resources) : []),
  ];
}

const writer =
  (controller: string, section: string) =>
  (key: string, file: string, value: number | string): LimitWrite => ({
    version: 1,
    controller,
    file,
    value: String(value),
    path: `${RESOURCES}.${section}.${key}`,
  });

function memory(context: Context, { memory = {} }: ResourcesSpec): readonly LimitWrite[] {
  const { limit, reservation, swap, swappiness, disableOOMKiller } = memory;
  const write = writer('memory', 'memory');
  const limitsSwap = checkSwap(context, memory);
  // The limit of memory first: the other one must never be below it.
  return [
    ...(isSet(limit) ? [write('limit', 'memory.limit_in_bytes', limit)] : []),
    ...(limitsSwap && isSet(swap) ? [write('swap', 'memory.memsw.limit_in_bytes', swap)] : []),
    ...(isSet(reservation) ? [write('reservation', 'memory.soft_limit_in_bytes', reservation)] : []),
    ...(disableOOMKiller === true ? [write('disableOOMKiller', 'memory.oom_control', 1)] : []),
    ...(swappiness === undefined ? [] : [write('swappiness', 'memory.swappiness', swappiness)]),
  ];
}

function cpu({ cpu: { shares, period, quota } = {} }: ResourcesSpec): readonly LimitWrite[] {
  const write = writer('cpu', 'cpu');
  return [
    ...(isSet(shares) ? [write('shares', 'cpu.shares', shares)] : []),
    ...(isSet(period) ? [write('period', 'cpu.cfs_period_us', period)] : []),
    ...(isSet(quota) ? [write('quota', 'cpu.cfs_quota_us', quota)] : []),
  ];
}

function cpuset({ cpu: { cpus = '', mems = '' } = {} }: ResourcesSpec): readonly LimitWrite[] {
  const write = writer('cpuset', 'cpu');
  return [
    ...(cpus === '' ? [] : [write('cpus', 'cpuset.cpus', cpus)]),
    ...(mems === '' ? [] : [write('mems', 'cpuset.mems', mems)]),
  ];
}

function pids({ pids: { limit } = { limit: 0 } }: ResourcesSpec): readonly LimitWrite[] {
  return isSet(limit) ? [writer('pids', 'pids')('limit', 'pids.max', limit === -1 ? 'max' : limit)] : [];
}

function blockIo({ facts, problems }: Context, { blockIO = {} }: ResourcesSpec): readonly LimitWrite[] {
  const { blockWeightFile } = facts.cgroups;
  const write = writer('blkio', 'blockIO');
  const { weight } = blockIO;
  if (isSet(weight) && blockWeightFile === undefined) {
    problems.add(`${RESOURCES}.blockIO.weight`, 'cannot be set: this kernel has no weights of block devices');
  }
  const files = { rbps: 'read_bps', wbps: 'write_bps', riops: 'read_iops', wiops: 'write_iops' };
  return [
    ...(isSet(weight) && blockWeightFile !== undefined ? [write('weight', blockWeightFile, weight)] : []),
    ...throttles(blockIO).map(({ key, kind, major, minor, rate }) =>
      write(key, `blkio.throttle.${files[kind]}_device`, `${major}:${minor} ${rate}`),
    ),
  ];
}
