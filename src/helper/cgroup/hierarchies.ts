import type { HostilePath } from '../../shared/model/cgroup.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { O_DIRECTORY, O_PATH, type Syscalls } from '../kernel/syscalls.ts';
import type { CgroupLine } from '../proc/cgroup-file.ts';
import type { Mount } from '../proc/mountinfo.ts';
import { hostilePath } from './hostile-path.ts';

/** One mounted cgroup hierarchy; cgroups(7). */
export interface Hierarchy {
  readonly version: 1 | 2;
  /** Of version 1: its controllers, or `name=systemd`; of version 2: those that are not on a version 1 hierarchy. */
  readonly controllers: readonly string[];
  readonly mountPoint: ByteString;
  /** The same as it may leave the helper. */
  readonly folder: HostilePath;
  /** The cgroup that is mounted: `/` unless only a part is visible here. */
  readonly mountRoot: ByteString;
  /** The open mount point; owned by `Hierarchies`. */
  readonly fd: number;
}

const VERSION_1_CONTROLLERS = new Set(
  'cpu cpuacct cpuset memory devices freezer net_cls net_prio blkio perf_event hugetlb pids rdma misc debug'.split(' '),
);

/** The cgroup hierarchies of this machine, each controller found where it is: version 1, 2, or some on each (hybrid). */
export class Hierarchies {
  readonly all: readonly Hierarchy[];
  readonly #syscalls: Syscalls;

  /**
   * @param mounts of the helper's own mount namespace
   * @param readFile reads `cgroup.controllers` of the unified hierarchy: the content, or -errno
   */
  constructor(
    mounts: readonly Mount[],
    syscalls: Syscalls,
    readFile: (directory: number, name: ByteString) => ByteString | number,
  ) {
    this.#syscalls = syscalls;
    const all: Hierarchy[] = [];
    for (const mount of mounts) {
      const version = mount.type === 'cgroup' ? 1 : mount.type === 'cgroup2' ? 2 : undefined;
      if (version === undefined) continue;
      const { mountPoint, root } = mount;
      const fd = syscalls.openAt(-1, mountPoint, O_PATH | O_DIRECTORY);
      if (fd < 0) continue;
      const controllers =
        version === 1
          ? mount.superOptions.filter((option) => VERSION_1_CONTROLLERS.has(option) || option.startsWith('name='))
          : words(readFile(fd, 'cgroup.controllers'));
      if (all.some((other) => other.version === version && sameSet(other.controllers, controllers))) {
        // The same hierarchy mounted twice (a bind mount): the first serves.
        syscalls.close(fd);
        continue;
      }
      all.push({ version, controllers, mountPoint, folder: hostilePath(mountPoint), mountRoot: root, fd });
    }
    this.all = all;
  }

  get mode(): 'v1' | 'v2' | 'hybrid' | 'none' {
    const first = this.all.some((hierarchy) => hierarchy.version === 1);
    const second = this.all.some((hierarchy) => hierarchy.version === 2);
    if (first) return second ? 'hybrid' : 'v1';
    return second ? 'v2' : 'none';
  }

  /** The hierarchy that has a controller; version 1 and 2 name some differently (`blkio`, `io`). */
  withController(...names: readonly string[]): Hierarchy | undefined {
    return this.all.find((hierarchy) => hierarchy.controllers.some((controller) => names.includes(controller)));
  }

  get unified(): Hierarchy | undefined {
    return this.all.find((hierarchy) => hierarchy.version === 2);
  }

  /** The hierarchy that a line of /proc/PID/cgroup speaks of; `undefined` where it is not mounted here. */
  ofLine(line: CgroupLine): Hierarchy | undefined {
    if (line.hierarchy === 0) return this.unified;
    return this.all.find((hierarchy) => hierarchy.version === 1 && sameSet(hierarchy.controllers, line.controllers));
  }

  dispose(): void {
    for (const { fd } of this.all) this.#syscalls.close(fd);
  }
}

function words(text: ByteString | number): readonly string[] {
  return typeof text === 'number' ? [] : text.split(/\s+/).filter((word) => word !== '');
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item) => b.includes(item));
}
