import type { CgroupMembership } from '../../shared/model/cgroup.ts';
import { unread } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { type CgroupLine, parseCgroupFile } from '../proc/cgroup-file.ts';
import { folderOf, placeOf } from './cgroup-files.ts';
import type { Hierarchies, Hierarchy } from './hierarchies.ts';
import { hostilePath } from './hostile-path.ts';
import { CgroupTarget, limitedPath } from './target.ts';

/** Where one container stands in each hierarchy. */
export class ContainerCgroups {
  readonly #hierarchies: Hierarchies;
  readonly #lines: readonly CgroupLine[];
  readonly #around: readonly CgroupLine[];
  readonly #madeOf: readonly [ByteString, ByteString | undefined, ByteString];
  /** Worked out once: both are asked for at every look. */
  readonly #targets = new Map<Hierarchy | undefined, CgroupTarget>();
  #memberships: readonly CgroupMembership[] | undefined;

  /**
   * @param initFile /proc/PID/cgroup of the container's init
   * @param ownPath the container's cgroup where its name told it; init may stand further below
   * @param outsideFile the same file of the process that started it: cgroups that both share are not the container's
   */
  constructor(
    hierarchies: Hierarchies,
    initFile: ByteString,
    ownPath: ByteString | undefined,
    outsideFile: ByteString,
  ) {
    this.#hierarchies = hierarchies;
    this.#madeOf = [initFile, ownPath, outsideFile];
    this.#around = parseCgroupFile(outsideFile);
    this.#lines = parseCgroupFile(initFile).map((line) =>
      ownPath !== undefined && line.path.startsWith(`${ownPath}/`)
        ? { ...line, path: limitedPath(ownPath, line.path) }
        : line,
    );
  }

  /** Whether it was made of the same, and so is the same. */
  isOf(initFile: ByteString, ownPath: ByteString | undefined, outsideFile: ByteString): boolean {
    const [init, own, outside] = this.#madeOf;
    return init === initFile && own === ownPath && outside === outsideFile;
  }

  memberships(): readonly CgroupMembership[] {
    return (this.#memberships ??= this.#workOutMemberships());
  }

  #workOutMemberships(): readonly CgroupMembership[] {
    return this.#lines.map((line) => {
      const hierarchy = this.#hierarchies.ofLine(line);
      const place = hierarchy === undefined ? unread('outside') : placeOf(hierarchy, line.path);
      return {
        version: line.hierarchy === 0 ? 2 : 1,
        controllers: line.controllers,
        path: hostilePath(line.path),
        ...('value' in place ? { folder: hostilePath(folderOf(place.value)) } : {}),
      };
    });
  }

  /** The container's cgroup in the hierarchy that has a controller, by its names in version 1 and 2. */
  target(controllers: readonly string[]): CgroupTarget {
    return this.#targetIn(this.#hierarchies.withController(...controllers));
  }

  /** The container's cgroup in the unified hierarchy. */
  unified(): CgroupTarget {
    return this.#targetIn(this.#hierarchies.unified);
  }

  /** Where the container stands in each hierarchy that is mounted. */
  all(): readonly (readonly [Hierarchy, CgroupTarget])[] {
    return this.#hierarchies.all.map((hierarchy) => [hierarchy, this.#targetIn(hierarchy)]);
  }

  /** Whether it is in the unified hierarchy's root only because its runtime placed it in the others alone. */
  get leftOutOfUnified(): boolean {
    const unified = this.#lines.find(({ hierarchy }) => hierarchy === 0);
    return unified?.path === '/' && this.#lines.some(({ path }) => path !== '/');
  }

  #targetIn(hierarchy: Hierarchy | undefined): CgroupTarget {
    let target = this.#targets.get(hierarchy);
    if (target === undefined) this.#targets.set(hierarchy, (target = this.#findTarget(hierarchy)));
    return target;
  }

  #findTarget(hierarchy: Hierarchy | undefined): CgroupTarget {
    const line = this.#lines.find((candidate) => hierarchy !== undefined && this.#isOf(candidate, hierarchy));
    if (hierarchy === undefined || line === undefined) return new CgroupTarget(unread('unsupported'), false);
    const around = this.#around.find(({ hierarchy: number }) => number === line.hierarchy);
    return new CgroupTarget(placeOf(hierarchy, line.path), line.path !== '/' && around?.path !== line.path);
  }

  #isOf(line: CgroupLine, hierarchy: Hierarchy): boolean {
    return this.#hierarchies.ofLine(line) === hierarchy;
  }
}
