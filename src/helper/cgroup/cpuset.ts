import type { LimitValue } from '../../shared/model/cgroup.ts';
import { type Reading, unread } from '../../shared/model/reading.ts';
import { ENOENT } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import type { Content } from './control-file.ts';
import { type Bind, type LadderSource, type LevelSource, NO_FILE } from './ladder-source.ts';
import { countList } from './values.ts';

/**
 * Where the controller is not enabled the CPUs are those of the level above. The outermost level with just these CPUs
 * is the one that took the others away; with all of the root's nothing is limited.
 */
const bindCpus: Bind = (limits) => {
  const nearest = limits.findLastIndex((limit) => limit !== NO_FILE);
  const limit = limits[nearest];
  if (limit === undefined) return { limit: unread('off') };
  if ('unread' in limit || limit.value.kind !== 'cpus') return { limit, told: nearest };
  const { list, count } = limit.value;
  const root = limits[0];
  const whole = root !== undefined && 'value' in root && root.value.kind === 'cpus' && root.value.count === count;
  if (whole) return { limit, told: nearest };
  const level = limits.findIndex(
    (other) => 'value' in other && other.value.kind === 'cpus' && other.value.list === list,
  );
  return { limit, level, told: nearest };
};

/** The CPUs that may be used: `cpuset.cpus.effective` of version 2, `cpuset.effective_cpus` of version 1; cpuset(7). */
export const cpuset: LadderSource = {
  kind: 'cpuset',
  controllers: ['cpuset'],
  versions: { 1: cpusFile('cpuset.effective_cpus'), 2: cpusFile('cpuset.cpus.effective') },
  bind: bindCpus,
};

function cpusFile(name: string): LevelSource {
  return {
    limitFile: () => name,
    limit: (folder) => folder.setting(name, cpusIn),
  };
}

function cpusIn(content: Content): Reading<LimitValue> {
  if (typeof content === 'number') return content === -ENOENT ? NO_FILE : unreadFromErrno(content);
  const list = content.trim();
  const count = countList(list);
  return count === undefined ? unread('error', 'EINVAL') : { value: { kind: 'cpus', list, count } };
}
