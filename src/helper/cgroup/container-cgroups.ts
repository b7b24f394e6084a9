import type { CgroupMembership } from '../../shared/model/cgroup.ts';
import { type Reading, unread } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { type CgroupLine, parseCgroupFile } from '../proc/cgroup-file.ts';
import { type CgroupPlace, folderOf, placeOf } from './cgroup-files.ts';
import type { Hierarchies, Hierarchy } from './hierarchies.ts';
import { hostilePath } from './hostile-path.ts';
import type { ResourceTarget } from './resource.ts';

/** Where one container stands in each hierarchy. */
export class ContainerCgroups {
  readonly #hierarchies: Hierarchies;
  readonly #lines: readonly CgroupLine[];
  readonly #around: readonly CgroupLine[];
  readonly #madeOf: readonly [ByteString, ByteString | undefined, ByteString];
  /** Worked out once: both are asked for at every look. */
  readonly #targets = new Map<Hierarchy | undefined, ResourceTarget>();
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
  target(controllers: readonly string[]): ResourceTarget {
    return this.#targetIn(this.#hierarchies.withController(...controllers));
  }

  /** The container's cgroup in the unified hierarchy. */
  unified(): ResourceTarget {
    return this.#targetIn(this.#hierarchies.unified);
  }

  #targetIn(hierarchy: Hierarchy | undefined): ResourceTarget {
    let target = this.#targets.get(hierarchy);
    if (target === undefined) this.#targets.set(hierarchy, (target = this.#findTarget(hierarchy)));
    return target;
  }

  #findTarget(hierarchy: Hierarchy | undefined): ResourceTarget {
    if (hierarchy === undefined) return { place: unread('unsupported'), own: false, isOwn: () => false };
    const line = this.#lines.find((candidate) => this.#hierarchies.ofLine(candidate) === hierarchy);
    if (line === undefined) return { place: unread('unsupported'), own: false, isOwn: () => false };
    const place: Reading<CgroupPlace> = placeOf(hierarchy, line.path);
    const around = this.#around.find(({ hierarchy: number }) => number === line.hierarchy);
    const own = line.path !== '/' && around?.path !== line.path;
    const isOwn = (level: CgroupPlace | undefined) =>
      own && 'value' in place && level !== undefined && level.below.length >= outermostOwn(place.value.below).length;
    return { place, own, isOwn };
  }
}

/** What crun adds below a scope of systemd on version 2: the limits stand there, and the scope is the container's too. */
const BELOW_SCOPE = '/container';

/** The cgroup that bears the limits of a container whose init stands at `initPath`, somewhere below `ownPath`. */
function limitedPath(ownPath: ByteString, initPath: ByteString): ByteString {
  const below = `${ownPath}${BELOW_SCOPE}`;
  const isCrun = ownPath.endsWith('.scope') && (initPath === below || initPath.startsWith(`${below}/`));
  return isCrun ? below : ownPath;
}

/** The outermost cgroup that is still the container's own. */
function outermostOwn(below: ByteString): ByteString {
  return below.endsWith(`.scope${BELOW_SCOPE}`) ? below.slice(0, -BELOW_SCOPE.length) : below;
}
