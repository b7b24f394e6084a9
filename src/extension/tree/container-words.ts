import { countOf } from '../../shared/format/count.ts';
import { formatFreeUse, formatUse } from '../../shared/format/limit.ts';
import { unreadSentence, unreadWords } from '../../shared/format/words.ts';
import type { CgroupMembership, EffectiveLimit } from '../../shared/model/cgroup.ts';
import type { Container, NameSource } from '../../shared/model/container.ts';
import { isRead } from '../../shared/model/reading.ts';
import { podName } from './grouping.ts';
import type { Icon } from './row.ts';
import { RUNTIME_NAMES, runtimeWord } from './runtime-names.ts';

const NAME_SOURCES: Readonly<Record<NameSource, string>> = {
  runtime: 'told by the runtime',
  disk: "read from the runtime's files on disk",
  process: "taken from the runtime's process",
  cgroup: 'taken from the cgroup path',
  namespace: 'made from the pid namespace',
};

/** `docker · pid 14008 · 12 MiB of 64 MiB` */
export function containerDescription(container: Container): string {
  const parts: string[] = [];
  if (container.pod !== undefined) parts.push(`pod ${podName(container.pod)}`);
  parts.push(container.launcher ?? runtimeWord(container.runtime), `pid ${container.init.pid}`);
  if (container.state === 'frozen') parts.push(container.frozenBy === undefined ? 'frozen' : 'frozen from above');
  const memory = memoryWords(container.memory);
  if (memory !== undefined) parts.push(memory);
  return parts.join(' · ');
}

export function containerIcon(container: Container): Icon {
  if (container.state === 'frozen') return { id: 'debug-pause', color: 'charts.blue' };
  if (container.kind === 'sandbox') return { id: 'circle-large-outline', color: 'descriptionForeground' };
  return { id: 'package', color: 'charts.green' };
}

export function containerSpoken(container: Container): string {
  return `${container.kind} ${container.name}, ${container.state}, ${containerDescription(container)}`;
}

/** All facts about a container, a line each. */
export function containerTooltip(container: Container): string[] {
  const { launcher, runtimeContainerId, image, pod } = container;
  return [
    container.name,
    container.kind === 'sandbox' ? 'Sandbox: a pid namespace that no container runtime keeps' : 'Container',
    `Name: ${NAME_SOURCES[container.nameSource]}`,
    `Runtime: ${RUNTIME_NAMES[container.runtime]}`,
    ...(launcher === undefined ? [] : [`Started by: ${launcher}`]),
    ...(runtimeContainerId === undefined ? [] : [`ID: ${runtimeContainerId}`]),
    ...(image === undefined ? [] : [`Image: ${image}`]),
    ...(pod === undefined ? [] : [`Pod: ${podName(pod)} (${pod.id})`]),
    `State: ${stateWords(container)}`,
    `First process: ${container.initComm}, PID ${pidChain(container)}`,
    `User ID: ${isRead(container.initUid) ? container.initUid.value : unreadSentence(container.initUid.unread)}`,
    `Processes: ${countOf(container.processCount, 'process', 'processes')}`,
    `Memory: ${formatUse(container.memory)}`,
    ...cgroupLines(container.cgroups),
  ];
}

/** What is held by another cgroup than its own runs again only once that one is thawed. */
function stateWords({ state, frozenBy }: Container): string {
  return frozenBy === undefined ? state : `${state}, held by the cgroup ${frozenBy.text}`;
}

function pidChain(container: Container): string {
  const pids = container.initPids;
  if (!isRead(pids)) return `${container.init.pid} (inside: ${unreadWords(pids.unread)})`;
  return pids.value.length > 1 ? pids.value.join(' → ') : String(container.init.pid);
}

/** A line for each path, with the hierarchies in which it is this one. */
function cgroupLines(cgroups: readonly CgroupMembership[]): string[] {
  const paths = new Set(cgroups.map(({ path }) => path.text));
  return [...paths].map((path) => {
    const hierarchies = cgroups.filter((cgroup) => cgroup.path.text === path).map(hierarchyWords);
    return `Cgroup (${hierarchies.join('; ')}): ${path}`;
  });
}

function hierarchyWords({ version, controllers }: CgroupMembership): string {
  return version === 2 ? 'v2' : `v1 ${controllers.join(',')}`;
}

/** Use and limit, in a row that does not say that it is about memory: what is no amount is named. */
function memoryWords(memory: EffectiveLimit): string | undefined {
  const isFree = isRead(memory.limit) && memory.limit.value.kind === 'max';
  // In the root cgroup there is neither a limit nor a use.
  if (isFree && memory.use === undefined) return undefined;
  if (memory.use === undefined || !isRead(memory.use)) return `memory: ${formatUse(memory)}`;
  // That nothing limits is the common case, and says itself by the missing "of".
  return isFree ? formatFreeUse('memory', memory.use.value) : formatUse(memory);
}
