import type { ProcessId } from '../../shared/model/process.ts';
import type { SendResult } from '../../shared/protocol/actions.ts';
import { type CgroupFiles, placeOf } from '../cgroup/cgroup-files.ts';
import { writeControl } from '../cgroup/control-write.ts';
import type { Hierarchies } from '../cgroup/hierarchies.ts';
import { containerIdOf } from '../inventory/container-id.ts';
import type { Entry } from '../inventory/entry.ts';
import type { StartKeeper } from '../keeper/keeper.ts';
import { parseCgroupFile } from '../proc/cgroup-file.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import { refuse } from './find-target.ts';
import { type Guard, isAtOrBelow } from './guard.ts';
import { whileFrozen } from './hold-still.ts';
import { type HomeCgroup, homeCgroups } from './home-cgroup.ts';
import type { KnownContainers } from './known-containers.ts';
import { membersOf } from './members.ts';
import type { Sending } from './sending.ts';
import { KILL } from './signal-set.ts';

/** A container that makes processes faster than they are found is looked at so often. */
const MOST_ROUNDS = 10;

/** What a signal reaches all processes of a container with. */
export interface AllParts {
  readonly proc: ProcessReader;
  readonly hierarchies: Hierarchies;
  readonly cgroupFiles: CgroupFiles;
  readonly containers: KnownContainers;
  readonly guard: Guard;
  readonly startKeeper: StartKeeper;
}

/**
 * Sends a signal to all processes of a container and of those in it: by `cgroup.kill` where the kernel has it, else one
 * by one while the freezer holds them, so that none forks away; where there is no cgroup of its own, one by one until no
 * other shows up.
 *
 * @param until when the last must be sent, in monotonic milliseconds
 * @throws {HelperError} PROTECTED, with nothing sent
 */
export async function sendToAll(
  sending: Sending,
  signal: number,
  container: Entry,
  until: number,
  parts: AllParts,
): Promise<SendResult['way']> {
  const { cgroupFiles, containers, proc, startKeeper } = parts;
  const { key } = container.group;
  const homes = homeCgroups(container, containers.all(), cgroupFiles, proc);
  const isAllowed = ({ pid }: ProcessId) => parts.guard.process(pid) === undefined;
  // Of which the inventory may not know yet that they are there.
  for (const home of homes) {
    for (const pid of home.pids() ?? []) refuse(parts.guard.process(pid), 'signal/send', containerIdOf(key));
  }
  if (signal === KILL && homes.some((home) => killed(sending, home, container, parts))) return 'cgroup.kill';
  for (const home of homes) {
    const isAtHome = (process: ProcessId) => isAllowed(process) && standsIn(process.pid, home, parts);
    const round = () => {
      const listed = (home.pids() ?? []).flatMap((pid) => identified(pid, proc));
      const others = membersOf(container, containers.all(), proc);
      const inside = sendToEach(sending, listed, container, isAtHome);
      return sendToEach(sending, others, container, isAllowed) + inside;
    };
    const rounds = () => {
      for (let count = 0; count < MOST_ROUNDS && performance.now() < until && round() > 0; count++);
    };
    if ((await whileFrozen(cgroupFiles, home.place, startKeeper, rounds)) !== 'not-frozen') return 'frozen';
    rounds();
  }
  for (let count = 0; count < MOST_ROUNDS && performance.now() < until; count++) {
    // The container may be gone by now, or be another one.
    const now = containers.all().find(({ group }) => group.key === key);
    if (now?.group.init.startTime !== container.group.init.startTime) break;
    if (sendToEach(sending, membersOf(now, containers.all(), proc), now, isAllowed) === 0) break;
    await containers.fresh();
  }
  return 'each';
}

/** @returns how many there were that it had not been sent to before */
function sendToEach(
  sending: Sending,
  processes: readonly ProcessId[],
  { group: { init } }: Entry,
  isMeant: (process: ProcessId) => boolean,
): number {
  const others = processes.filter((process) => !sending.hasTried(process));
  // With the first process of a pid namespace all others end, and what they are sent fails.
  others.sort((a, b) => Number(a.pid === init.pid) - Number(b.pid === init.pid));
  for (const process of others) sending.send(process, isMeant);
  return others.length;
}

/** Kills the whole cgroup, where it holds all that is to be killed. */
function killed(sending: Sending, { place, pids }: HomeCgroup, container: Entry, parts: AllParts): boolean {
  if (place.hierarchy.version !== 2) return false;
  const { cgroupFiles, containers, proc } = parts;
  const standing = pids() ?? [];
  const isThere = new Set(standing);
  if (membersOf(container, containers.all(), proc).some(({ pid }) => !isThere.has(pid))) return false;
  const folder = cgroupFiles.open(place);
  if (typeof folder === 'number') return false;
  try {
    const processes = standing.flatMap((pid) => identified(pid, proc));
    return sending.sendAtOnce(processes, () => writeControl(folder, 'cgroup.kill', '1')) === 0;
  } finally {
    folder.close();
  }
}

function identified(pid: number, proc: ProcessReader): readonly ProcessId[] {
  const stat = proc.stat(pid);
  return typeof stat === 'number' ? [] : [{ pid, startTime: stat.startTime }];
}

function standsIn(pid: number, { place }: HomeCgroup, { proc, hierarchies }: AllParts): boolean {
  const file = proc.cgroup(pid);
  if (typeof file === 'number') return false;
  return parseCgroupFile(file).some((line) => {
    if (hierarchies.ofLine(line) !== place.hierarchy) return false;
    const here = placeOf(place.hierarchy, line.path);
    return 'value' in here && isAtOrBelow(here.value, place);
  });
}
