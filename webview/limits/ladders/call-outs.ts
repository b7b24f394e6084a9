import { countOf } from '../../../src/shared/format/count.ts';
import type { Ladder, LadderKind } from '../../../src/shared/model/ladder.ts';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import { amountOf, bindingAmount, bindingLevel, cpusetCount, ladderOf } from './binding.ts';
import { amountWords, levelName } from './ladder-words.ts';

/** A sentence about limits that get in each other's way; `name` is a cgroup that a container may have named. */
export interface CallOut {
  readonly name?: string;
  readonly words: string;
}

/** What is odd about the limits of one kind: limits that can never be reached. */
export function callOuts(kind: LadderKind, sample: LimitsSample): readonly CallOut[] {
  const ladder = ladderOf(sample, kind);
  if (ladder === undefined) return [];
  const found = [tighterParent(ladder)];
  if (kind === 'cpu') found.push(fewerCpus(sample));
  if (kind === 'memory-high') found.push(highAboveMax(sample));
  return found.filter((one) => one !== undefined);
}

function tighterParent(ladder: Ladder): CallOut | undefined {
  const binding = bindingLevel(ladder);
  const own = ladder.levels.find((level) => level.own);
  if (binding === undefined || own === undefined || binding === own) return undefined;
  const [allowed, ownAmount] = [amountOf(binding), amountOf(own)];
  if (allowed === undefined || ownAmount === undefined || allowed >= ownAmount) return undefined;
  const words = (amount: number) => amountWords(ladder.kind, amount);
  return {
    name: levelName(binding),
    words: `allows ${words(allowed)}; this container’s own ${words(ownAmount)} can never be reached.`,
  };
}

function fewerCpus(sample: LimitsSample): CallOut | undefined {
  const quota = bindingAmount(ladderOf(sample, 'cpu'));
  if (quota === undefined) return undefined;
  const never = `the quota of ${amountWords('cpu', quota)} can never be reached.`;
  const cpus = cpusetCount(ladderOf(sample, 'cpuset'));
  if (cpus !== undefined && cpus < quota) return { words: `Its CPU set has ${countOf(cpus, 'CPU', 'CPUs')}: ${never}` };
  const online = sample.onlineCpus;
  return online < quota ? { words: `The machine has ${countOf(online, 'CPU', 'CPUs')}: ${never}` } : undefined;
}

function highAboveMax(sample: LimitsSample): CallOut | undefined {
  const high = bindingAmount(ladderOf(sample, 'memory-high'));
  const max = bindingAmount(ladderOf(sample, 'memory'));
  if (high === undefined || max === undefined || high < max) return undefined;
  const words = (amount: number) => amountWords('memory', amount);
  return {
    words: `Its limit is ${words(max)}: the ${words(high)} from which it would be slowed can never be reached.`,
  };
}
