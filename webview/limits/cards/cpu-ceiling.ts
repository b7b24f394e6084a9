import { formatCpuLimit, formatCpus } from '../../../src/shared/format/cpu.ts';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import { bindingAmount, bindingLevel, cpusetCount, ladderOf, setByWords } from '../ladders/binding.ts';

/** The most CPU time that the container can get, and what sets that. */
export interface CpuCeiling {
  readonly cpus: number;
  readonly by: 'quota' | 'cpuset' | 'machine';
  /** `its quota of 0.5 CPU`, `its CPU set of 2 CPUs`, `the machine’s 8 CPUs` */
  readonly words: string;
  /** Who sets it, where a cgroup does. */
  readonly setBy?: string;
}

/** The smallest of the quota that binds, the CPU set and the machine. */
export function cpuCeiling(sample: LimitsSample): CpuCeiling {
  const ladder = ladderOf(sample, 'cpu');
  const quota = bindingAmount(ladder) ?? Infinity;
  const cpuset = cpusetCount(ladderOf(sample, 'cpuset')) ?? Infinity;
  const online = sample.onlineCpus;
  if (quota <= cpuset && quota <= online) {
    const level = bindingLevel(ladder);
    const words = `its quota of ${formatCpuLimit(quota)}`;
    return { cpus: quota, by: 'quota', words, ...(level && { setBy: setByWords(level) }) };
  }
  if (cpuset < online) return { cpus: cpuset, by: 'cpuset', words: `its CPU set of ${formatCpus(cpuset)}` };
  return { cpus: online, by: 'machine', words: `the machine’s ${formatCpus(online)}` };
}
