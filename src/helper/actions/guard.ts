import type { Protection } from '../../shared/errors.ts';
import { type CgroupPlace, placeOf } from '../cgroup/cgroup-files.ts';
import type { Hierarchies, Hierarchy } from '../cgroup/hierarchies.ts';
import type { Entry } from '../inventory/entry.ts';
import { parseCgroupFile } from '../proc/cgroup-file.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import type { ProcessStat } from '../proc/stat.ts';
import { isWithinGroup } from './members.ts';

/** PID 1 of the pid namespace that /proc shows. */
const INIT = 1;
/** Longer ways to the first process are circles of pids that are used again. */
const MOST_ANCESTORS = 1000;

/** Tells what is never signalled, as things are now: made anew for each request. */
export class Guard {
  readonly #proc: ProcessReader;
  readonly #entries: readonly Entry[];
  readonly #self: number;
  readonly #ancestors: ReadonlySet<number>;
  /** Where this process stands. */
  readonly #places: ReadonlyMap<Hierarchy, CgroupPlace>;
  /** What was read of processes: of many the ways to the first one are the same. */
  readonly #stats = new Map<number, ProcessStat | undefined>();

  /** @param self the pid of this process */
  constructor(proc: ProcessReader, hierarchies: Hierarchies, entries: readonly Entry[], self = process.pid) {
    this.#proc = proc;
    this.#entries = entries;
    this.#self = self;
    this.#ancestors = new Set(this.#way(self).slice(1));
    this.#places = placesOf(proc.cgroup(self), hierarchies);
  }

  /** Why a process is protected, whoever names it. */
  process(pid: number): Protection | undefined {
    if (pid === INIT) return 'machine-init';
    if (this.#stat(pid)?.kernelThread === true) return 'kernel-thread';
    if (this.#ancestors.has(pid)) return 'editor';
    return this.#way(pid).includes(this.#self) ? 'helper' : undefined;
  }

  /** As `process`, for one that is named as a process. */
  named(pid: number): Protection | undefined {
    const isInit = this.#entries.some(({ group }) => group.init.pid === pid);
    return this.process(pid) ?? (isInit ? 'container-init' : undefined);
  }

  /** Why a container is protected as a whole: who would be struck with it. */
  container(entry: Entry): Protection | undefined {
    const within = this.#entries.filter(({ group }) => isWithinGroup(group, entry.group));
    const holds = ({ group }: Entry) => group.members.some(({ pid }) => pid === this.#self || this.#ancestors.has(pid));
    return within.some(holds) || this.#standsIn(entry) ? 'own-container' : undefined;
  }

  #standsIn({ cgroups }: Entry): boolean {
    return cgroups.all().some(([hierarchy, { own, place }]) => {
      const here = this.#places.get(hierarchy);
      return own && 'value' in place && here !== undefined && isAtOrBelow(here, place.value);
    });
  }

  /** A process and its ancestors. */
  #way(pid: number): readonly number[] {
    const way: number[] = [];
    for (let next = pid; next > 0 && way.length < MOST_ANCESTORS && !way.includes(next);) {
      way.push(next);
      next = this.#stat(next)?.parentPid ?? 0;
    }
    return way;
  }

  #stat(pid: number): ProcessStat | undefined {
    if (!this.#stats.has(pid)) {
      const stat = this.#proc.stat(pid);
      this.#stats.set(pid, typeof stat === 'number' ? undefined : stat);
    }
    return this.#stats.get(pid);
  }
}

function placesOf(file: string | number, hierarchies: Hierarchies): ReadonlyMap<Hierarchy, CgroupPlace> {
  const places = new Map<Hierarchy, CgroupPlace>();
  for (const line of typeof file === 'number' ? [] : parseCgroupFile(file)) {
    const hierarchy = hierarchies.ofLine(line);
    const place = hierarchy === undefined ? undefined : placeOf(hierarchy, line.path);
    if (hierarchy !== undefined && place !== undefined && 'value' in place) places.set(hierarchy, place.value);
  }
  return places;
}

/** Whether a cgroup is another one of the same hierarchy, or below it. */
export function isAtOrBelow(inner: CgroupPlace, outer: CgroupPlace): boolean {
  return inner.below === outer.below || outer.below === '' || inner.below.startsWith(`${outer.below}/`);
}
