import { type CgroupFiles, placeOf } from '../cgroup/cgroup-files.ts';
import { FREEZER } from '../cgroup/freezer.ts';
import type { Hierarchies, Hierarchy } from '../cgroup/hierarchies.ts';
import { flatKey } from '../cgroup/values.ts';
import { parseCgroupFile } from '../proc/cgroup-file.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import type { ByteString } from '../../shared/text/display.ts';

/** Tells which freezer holds a process, as things are now: made anew for each request. */
export class FrozenBy {
  readonly #proc: ProcessReader;
  readonly #hierarchies: Hierarchies;
  readonly #files: CgroupFiles;
  /** By the content of /proc/PID/cgroup, which many processes share. */
  readonly #known = new Map<ByteString, 1 | 2 | undefined>();

  constructor(proc: ProcessReader, hierarchies: Hierarchies, files: CgroupFiles) {
    this.#proc = proc;
    this.#hierarchies = hierarchies;
    this.#files = files;
  }

  /** The version of the freezer that holds a process; `undefined` also where that cannot be read. */
  of(pid: number): 1 | 2 | undefined {
    const file = this.#proc.cgroup(pid);
    if (typeof file === 'number') return undefined;
    if (!this.#known.has(file)) this.#known.set(file, this.#find(file));
    return this.#known.get(file);
  }

  #find(file: ByteString): 1 | 2 | undefined {
    for (const line of parseCgroupFile(file)) {
      const hierarchy = this.#hierarchies.ofLine(line);
      if (hierarchy === undefined) continue;
      if (hierarchy.version === 1 && !hierarchy.controllers.includes(FREEZER)) continue;
      if (this.#isFrozen(hierarchy, line.path)) return hierarchy.version;
    }
    return undefined;
  }

  #isFrozen(hierarchy: Hierarchy, path: ByteString): boolean {
    const place = placeOf(hierarchy, path);
    const folder = 'value' in place ? this.#files.open(place.value) : 0;
    if (typeof folder === 'number') return false;
    try {
      const text = folder.read(hierarchy.version === 1 ? 'freezer.state' : 'cgroup.events');
      if (typeof text === 'number') return false;
      return hierarchy.version === 1 ? text.trim() === 'FROZEN' : flatKey(text, 'frozen') === 1;
    } finally {
      folder.close();
    }
  }
}
