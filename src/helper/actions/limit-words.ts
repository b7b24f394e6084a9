import type { LimitChange } from '../../shared/model/limit-change.ts';
import type { AtDocker, DockerUpdate } from '../runtimes/docker-update.ts';
import type { PodmanUpdate } from '../runtimes/podman-update.ts';
import type { LimitEdit } from './limit-edit.ts';
import { sharesOf } from './limit-shares.ts';

/** A change as a runtime would be asked for it: by its interface, and by the options of its `update`. */
export interface Words<T> {
  readonly update: T;
  readonly options: readonly string[];
}

/** The period that `NanoCpus` and systemd mean, in microseconds. */
const USUAL_PERIOD = 100_000;
/** Billionths of a CPU that a microsecond of that period is. */
const NANO_CPUS = 1e9 / USUAL_PERIOD;
/** The periods that systemd takes. */
const SHORTEST_PERIOD = 1000;
const LONGEST_PERIOD = 1_000_000;
/** systemd counts hundredths of a percent. */
const CPU_PARTS = 10_000;

/**
 * A change in the words of `docker update`, where it has any: it takes no memory limit away, and no `--cpus` once it was
 * given, and sets no quota beside `--cpus`.
 */
export function dockerWords(change: LimitChange, edit: LimitEdit, { cpu }: AtDocker): Words<DockerUpdate> | undefined {
  switch (change.limit) {
    case 'memory': {
      if (change.value === 'max') return undefined;
      const memory = Number(edit.after);
      const options = ['--memory', `${memory}`];
      // Where the kernel counts none there is no file to write it to.
      if (edit.swap === undefined) return { update: { Memory: memory }, options };
      // Docker wants to be told of both, and does not raise a limit over the other.
      const swap = edit.swap.after === 'max' ? -1 : edit.swap.after;
      return {
        update: { Memory: memory, MemorySwap: swap },
        options: [...options, '--memory-swap', `${swap}`],
      };
    }
    case 'cpu':
      return dockerQuota(edit, cpu);
    case 'cpu-weight': {
      const shares = sharesOf(change.value);
      return { update: { CpuShares: shares }, options: ['--cpu-shares', `${shares}`] };
    }
    case 'pids': {
      const limit = change.value === 'max' ? -1 : change.value;
      return { update: { PidsLimit: limit }, options: ['--pids-limit', `${limit}`] };
    }
    case 'cpuset':
      return { update: { CpusetCpus: edit.after }, options: ['--cpuset-cpus', edit.after] };
    default:
      return undefined;
  }
}

function dockerQuota({ bandwidth }: LimitEdit, cpu: AtDocker['cpu']): Words<DockerUpdate> | undefined {
  if (bandwidth === undefined) return undefined;
  const { quota, period } = bandwidth;
  const hasQuota = cpu.NanoCpus === 0 && (cpu.CpuPeriod !== 0 || cpu.CpuQuota > 0);
  if (hasQuota) {
    const microseconds = quota === 'max' ? -1 : quota;
    return { update: { CpuQuota: microseconds }, options: ['--cpu-quota', `${microseconds}`] };
  }
  if (quota === 'max' || period !== USUAL_PERIOD) return undefined;
  return { update: { NanoCpus: quota * NANO_CPUS }, options: ['--cpus', `${quota / USUAL_PERIOD}`] };
}

/** A change in the words of `podman update`, where it has any. */
export function podmanWords(change: LimitChange, edit: LimitEdit, version: 1 | 2): Words<PodmanUpdate> | undefined {
  switch (change.limit) {
    case 'memory':
      return podmanMemory(change.value === 'max' ? -1 : Number(edit.after), edit, version);
    case 'cpu': {
      if (edit.bandwidth === undefined) return undefined;
      const { quota: most, period } = edit.bandwidth;
      const quota = most === 'max' ? -1 : most;
      return {
        update: { cpu: { quota, period } },
        options: ['--cpu-period', `${period}`, '--cpu-quota', `${quota}`],
      };
    }
    case 'cpu-weight': {
      const shares = sharesOf(change.value);
      return { update: { cpu: { shares } }, options: ['--cpu-shares', `${shares}`] };
    }
    case 'pids': {
      const limit = change.value === 'max' ? -1 : change.value;
      return { update: { pids: { limit } }, options: ['--pids-limit', `${limit}`] };
    }
    case 'cpuset':
      return { update: { cpu: { cpus: edit.after } }, options: ['--cpuset-cpus', edit.after] };
    default:
      return undefined;
  }
}

/** Swap has a limit of its own on version 2, which stays where no limit of memory is left to add it to. */
function podmanMemory(limit: number, { swap: together }: LimitEdit, version: 1 | 2): Words<PodmanUpdate> {
  const swap = typeof together?.after === 'number' ? together.after : -1;
  const omitsSwap = together === undefined || (version === 2 && limit < 0);
  return {
    update: { memory: { limit, ...(omitsSwap ? {} : { swap }) } },
    options: ['--memory', `${limit}`, ...(omitsSwap ? [] : ['--memory-swap', `${swap}`])],
  };
}

/** A change in the words of systemd.resource-control(5) for version 2, where it has any that mean just this. */
export function systemdWords(change: LimitChange, edit: LimitEdit): readonly string[] | undefined {
  const orInfinity = (value: number | string) => (value === 'max' ? 'infinity' : `${value}`);
  switch (change.limit) {
    case 'memory':
      return [`MemoryMax=${orInfinity(edit.after)}`];
    case 'memory-high':
      return [`MemoryHigh=${orInfinity(edit.after)}`];
    case 'cpu':
      return systemdQuota(edit);
    case 'cpu-weight':
      return [`CPUWeight=${change.value}`];
    case 'pids':
      return [`TasksMax=${orInfinity(change.value)}`];
    case 'cpuset':
      return [`AllowedCPUs=${edit.after}`];
    case 'io': {
      if (edit.device === undefined) return undefined;
      // What systemd does not know of a device it takes away.
      const { readBytes, writeBytes, readOperations, writeOperations } = edit.device;
      const device = `/dev/block/${change.device}`;
      return [
        `IOReadBandwidthMax=${device} ${orInfinity(readBytes)}`,
        `IOWriteBandwidthMax=${device} ${orInfinity(writeBytes)}`,
        `IOReadIOPSMax=${device} ${orInfinity(readOperations)}`,
        `IOWriteIOPSMax=${device} ${orInfinity(writeOperations)}`,
      ];
    }
  }
}

function systemdQuota({ bandwidth }: LimitEdit): readonly string[] | undefined {
  if (bandwidth === undefined) return undefined;
  const { quota, period } = bandwidth;
  if (period < SHORTEST_PERIOD || period > LONGEST_PERIOD) return undefined;
  const periodWords = period === USUAL_PERIOD ? [] : [`CPUQuotaPeriodSec=${period}us`];
  if (quota === 'max') return [...periodWords, 'CPUQuota='];
  if ((quota * CPU_PARTS) % period !== 0) return undefined;
  return [...periodWords, `CPUQuota=${(quota * CPU_PARTS) / period / 100}%`];
}
