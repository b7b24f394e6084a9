import type { LimitValue } from '../../../src/shared/model/cgroup.ts';
import type { LadderKind, LadderLevel } from '../../../src/shared/model/ladder.ts';
import { formatBytesFine } from '../../../src/shared/format/bytes.ts';
import { countOf } from '../../../src/shared/format/count.ts';
import { formatAmount } from '../../../src/shared/format/limit.ts';
import { formatPercent } from '../../../src/shared/format/percent.ts';

/** What people call each ladder, inside of a sentence. */
export const LADDER_NAMES: Readonly<Record<LadderKind, string>> = {
  memory: 'memory',
  'memory-high': 'memory.high',
  swap: 'swap',
  cpu: 'CPU',
  cpuset: 'the CPU set',
  io: 'I/O',
  pids: 'processes',
};

/** What is asked over each table. Version 1 limits memory and swap together (memsw). */
export function ladderQuestion(kind: LadderKind, version: 1 | 2): string {
  return kind === 'swap' && version === 1 ? 'Who limits memory and swap together?' : QUESTIONS[kind];
}

const QUESTIONS: Readonly<Record<LadderKind, string>> = {
  memory: 'Who limits memory?',
  'memory-high': 'Who slows memory down?',
  swap: 'Who limits swap?',
  cpu: 'Who limits CPU?',
  cpuset: 'Who sets the CPUs?',
  io: 'Who limits I/O?',
  pids: 'Who limits processes?',
};

/** A limit that is one number, or a list of CPUs; limits of devices are told one by one elsewhere. */
export function limitWords(kind: LadderKind, limit: LimitValue): string {
  switch (limit.kind) {
    case 'max':
      return 'max';
    case 'amount':
      return amountWords(kind, limit.amount);
    case 'cpus':
      return `${limit.list} (${countOf(limit.count, 'CPU', 'CPUs')})`;
    case 'devices':
      return countOf(limit.devices.length, 'device', 'devices');
  }
}

export function amountWords(kind: LadderKind, amount: number): string {
  return formatAmount(kind === 'memory-high' || kind === 'swap' ? 'memory' : kind, amount);
}

/** What a level uses: bytes, tasks, CPUs or bytes per second. */
export function useWords(kind: LadderKind, use: number): string {
  switch (kind) {
    case 'cpu':
      return `${formatPercent(use)} of one CPU`;
    case 'memory':
    case 'memory-high':
    case 'swap':
      return formatBytesFine(use);
    case 'io':
    case 'pids':
    case 'cpuset':
      return amountWords(kind, use);
  }
}

/** The last part of a level's path: what tells it from the others. */
export function levelName({ path }: Pick<LadderLevel, 'path'>): string {
  return path.text.split('/').findLast((segment) => segment !== '') ?? '/';
}
