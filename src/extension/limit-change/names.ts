import { CHANGEABLE_LIMITS, type ChangeableLimit } from '../../shared/model/limit-change.ts';
import type { LimitResource } from '../../shared/model/cgroup.ts';

interface LimitWords {
  /** At the start of a sentence. */
  readonly name: string;
  /** What it does, in one line. */
  readonly meaning: string;
  /** What can be typed. */
  readonly examples: string;
  readonly resource: LimitResource;
}

export const LIMIT_WORDS: Readonly<Record<ChangeableLimit, LimitWords>> = {
  memory: {
    name: 'Memory limit',
    meaning: 'Above it the kernel reclaims, then kills.',
    examples: '512M, 1.5 GiB, or max for no limit',
    resource: 'memory',
  },
  'memory-high': {
    name: 'Memory throttling limit',
    meaning: 'Above it the kernel reclaims and slows down, and kills nothing (memory.high).',
    examples: '512M, 1.5 GiB, or max for no limit',
    resource: 'memory',
  },
  cpu: {
    name: 'CPU limit',
    meaning: 'CPU time that all processes together may use (quota).',
    examples: '1.5 CPUs, 150%, or max for no limit',
    resource: 'cpu',
  },
  'cpu-weight': {
    name: 'CPU weight',
    meaning: 'Share of busy CPUs compared to the cgroups beside it; 100 is the default.',
    examples: '1 to 10000; 100 is the default',
    resource: 'cpu',
  },
  pids: {
    name: 'Process limit',
    meaning: 'How many processes and threads there may be.',
    examples: '100, or max for no limit',
    resource: 'pids',
  },
  cpuset: {
    name: 'CPU set',
    meaning: 'On which CPUs it may run.',
    examples: '0-3,8',
    resource: 'cpuset',
  },
  io: {
    name: 'I/O limit',
    meaning: 'How much a block device may be read and written per second.',
    examples: '10 MiB/s, or max for no limit',
    resource: 'io',
  },
};

/** The limits that can be changed of one resource. */
export function limitsOf(resource: LimitResource): ChangeableLimit[] {
  return CHANGEABLE_LIMITS.filter((limit) => LIMIT_WORDS[limit].resource === resource);
}
