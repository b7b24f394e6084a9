import type { LimitChange, LimitRisk } from '../../shared/model/limit-change.ts';
import type { LevelSource } from '../cgroup/ladder-source.ts';
import { limitAt } from '../cgroup/level-limit.ts';
import type { Level } from '../cgroup/level.ts';
import type { Look } from '../cgroup/look.ts';
import type { ChangeableSource } from './limit-table.ts';

/** What the risks of a change are told from. */
export interface RiskSubject {
  readonly change: LimitChange;
  readonly source: ChangeableSource<LimitChange>;
  readonly version: 1 | 2;
  /** The cgroup that is changed. */
  readonly level: Level;
  /** From the root on: those above that stay as they are. */
  readonly above: readonly Level[];
}

/** What the kernel may do, by what is used now and by the limits above. */
export function kernelRisks(subject: RiskSubject, look: Look): readonly LimitRisk[] {
  if (!subject.source.isItsLadder) return [];
  return [...useRisks(subject, look), ...riskAbove(subject, look)];
}

function useRisks({ change, source, version, level }: RiskSubject, look: Look): readonly LimitRisk[] {
  const { limit, value } = change;
  const figure = source.ladder.versions[version]?.use;
  if (figure === undefined || typeof value !== 'number') return [];
  const folder = look.folder(level);
  const reading = typeof folder === 'number' ? undefined : figure.read(folder);
  if (reading === undefined || !('value' in reading)) return [];
  const use = reading.value;
  if (limit === 'pids') return value <= use ? [{ kind: 'no-new-tasks', use }] : [];
  if (value >= use) return [];
  if (limit === 'memory-high') return [{ kind: 'reclaim', use }];
  if (limit !== 'memory') return [];
  return [version === 1 ? { kind: 'refused-if-in-use', use } : { kind: 'oom-kill', use }];
}

/** The cgroup above that allows least, where it allows less than the change. */
function riskAbove({ change, source, version, above }: RiskSubject, look: Look): readonly LimitRisk[] {
  const files = source.ladder.versions[version];
  if (files === undefined) return [];
  if (change.limit === 'io') return deviceRiskAbove(change, files, above, look);
  const { level: index, limit } = source.ladder.bind(above.map((level) => limitAt(level, files, look)));
  const level = above[index ?? -1];
  if (level === undefined || !('value' in limit) || limit.value.kind !== 'amount') return [];
  const { value } = change;
  const isMore = value === 'max' || (typeof value === 'number' && value > limit.value.amount);
  return isMore ? [{ kind: 'bound-above', by: level.path }] : [];
}

/** The innermost cgroup above that allows less of any of what is changed. */
function deviceRiskAbove(
  { device, value }: Extract<LimitChange, { limit: 'io' }>,
  files: LevelSource,
  above: readonly Level[],
  look: Look,
): readonly LimitRisk[] {
  const fields = Object.entries(value) as [keyof typeof value, number | 'max'][];
  const level = above.findLast((candidate) => {
    const limit = limitAt(candidate, files, look);
    if (!('value' in limit) || limit.value.kind !== 'devices') return false;
    const known = limit.value.devices.find((other) => other.device === device);
    return fields.some(([field, to]) => (to === 'max' ? Infinity : to) > (known?.[field] ?? Infinity));
  });
  return level === undefined ? [] : [{ kind: 'bound-above', by: level.path }];
}
