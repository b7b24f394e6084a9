import { join } from 'node:path/posix';
import type { HostilePath } from '../../shared/model/cgroup.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { type CgroupPlace, folderOf } from './cgroup-files.ts';
import { hostilePath } from './hostile-path.ts';

/** One cgroup on the way from the root to a container. Keeps the paths that each look at it tells anew. */
export class Level {
  readonly place: CgroupPlace;
  /** Whether it is the container's own. */
  readonly own: boolean;
  #path: HostilePath | undefined;
  #files: Map<string, HostilePath> | undefined;

  constructor(place: CgroupPlace, own: boolean) {
    this.place = place;
    this.own = own;
  }

  /** Below the hierarchy's root. */
  get path(): HostilePath {
    return (this.#path ??= hostilePath(`/${this.place.below}`));
  }

  get isRoot(): boolean {
    return this.place.below === '';
  }

  /** The path of a control file. */
  file(name: string): HostilePath {
    this.#files ??= new Map();
    let path = this.#files.get(name);
    if (path === undefined) this.#files.set(name, (path = hostilePath(join(folderOf(this.place), name))));
    return path;
  }
}

/** From the root of what is visible of a hierarchy to a cgroup. `ownLength`: paths of so many bytes are its own. */
export function levelsTo({ hierarchy, below }: CgroupPlace, ownLength: number): readonly Level[] {
  const paths: ByteString[] = [below];
  for (let path = below; path !== ''; paths.push(path)) path = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return paths.reverse().map((path) => new Level({ hierarchy, below: path }, path.length >= ownLength));
}
