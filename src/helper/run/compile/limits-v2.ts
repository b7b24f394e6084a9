import { weightOf } from '../../actions/limit-shares.ts';
import type { ResourcesSpec } from '../spec/resources-schema.ts';
import type { Context } from './context.ts';
import type { LimitWrite } from './limit-write.ts';
import { checkSwap, isSet, RESOURCES, throttles } from './limits.ts';
import { unifiedWrites } from './limits-unified.ts';

/** Of the controllers that are not on version 1: cgroup-v2.rst of the kernel. */
export function writesOfVersion2(
  context: Context,
  resources: ResourcesSpec,
  version1: ReadonlySet<string>,
): readonly LimitWrite[] {
  return [
    ...(version1.has('memory') ? [] : memory(context, resources)),
    ...(version1.has('cpu') ? [] : cpu(resources)),
    ...(version1.has('cpuset') ? [] : cpuset(resources)),
    ...(version1.has('pids') ? [] : pids(resources)),
    ...(version1.has('blkio') ? [] : io(context, resources)),
    ...unifiedWrites(context, resources.unified ?? {}),
  ];
}

const writer =
  (controller: string, section: string) =>
  (key: string, file: string, value: number | string): LimitWrite => ({
    version: 2,
    controller,
    file,
    value: String(value),
    path: `${RESOURCES}.${section}.${key}`,
  });

const orMax = (value: number) => (value === -1 ? 'max' : value);

function memory(context: Context, { memory = {} }: ResourcesSpec): readonly LimitWrite[] {
  const { limit, reservation, swap, swappiness, disableOOMKiller } = memory;
  const write = writer('memory', 'memory');
  const without = 'has no counterpart on cgroup version 2';
  if (disableOOMKiller === true) context.problems.add(`${RESOURCES}.memory.disableOOMKiller`, without);
  if (swappiness !== undefined) context.problems.add(`${RESOURCES}.memory.swappiness`, without);
  const limitsSwap = checkSwap(context, memory);
  // Here swap is counted by itself.
  const onlySwap = isSet(swap) && isSet(limit) && swap !== -1 ? swap - limit : -1;
  return [
    ...(limitsSwap ? [write('swap', 'memory.swap.max', orMax(onlySwap))] : []),
    ...(isSet(limit) ? [write('limit', 'memory.max', orMax(limit))] : []),
    ...(isSet(reservation) ? [write('reservation', 'memory.low', orMax(reservation))] : []),
  ];
}

/** cpu.max has both; the kernel's own period where none is given. */
const DEFAULT_PERIOD_US = 100_000;

function cpu({ cpu: { shares, period, quota } = {} }: ResourcesSpec): readonly LimitWrite[] {
  const write = writer('cpu', 'cpu');
  const used = isSet(period) ? period : DEFAULT_PERIOD_US;
  const amount = isSet(quota) ? orMax(quota) : 'max';
  return [
    ...(isSet(shares) ? [write('shares', 'cpu.weight', weightOf(shares))] : []),
    ...(isSet(quota) || isSet(period)
      ? [write(isSet(quota) ? 'quota' : 'period', 'cpu.max', `${amount} ${used}`)]
      : []),
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
  return isSet(limit) ? [writer('pids', 'pids')('limit', 'pids.max', orMax(limit))] : [];
}

function io({ facts, problems }: Context, { blockIO = {} }: ResourcesSpec): readonly LimitWrite[] {
  const { blockWeightFile } = facts.cgroups;
  const write = writer('io', 'blockIO');
  const { weight } = blockIO;
  if (isSet(weight) && blockWeightFile === undefined) {
    problems.add(`${RESOURCES}.blockIO.weight`, 'cannot be set: this kernel has no weights of block devices');
  }
  return [
    ...(isSet(weight) && blockWeightFile !== undefined
      ? [write('weight', blockWeightFile, blockWeightFile === 'io.weight' ? ioWeight(weight) : weight)]
      : []),
    ...throttles(blockIO).map(({ key, kind, major, minor, rate }) =>
      write(key, 'io.max', `${major}:${minor} ${kind}=${rate}`),
    ),
  ];
}

/** 10 to 1000 become 1 to 10000: `ConvertBlkIOToIOWeightValue` of runc. BFQ's own file takes them as they are. */
function ioWeight(weight: number): number {
  return 1 + Math.floor(((weight - 10) * 9999) / 990);
}
