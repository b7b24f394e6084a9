import type { RuntimeId } from '../../shared/model/container.ts';
import type { ProcessId } from '../../shared/model/process.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { parseCgroupFile, pathSegments } from '../proc/cgroup-file.ts';
import type { Runtime } from '../runtimes/runtime.ts';

/** One container on the way from the root of a cgroup hierarchy to a process. */
export interface ChainLink {
  readonly runtime: RuntimeId;
  readonly containerId: ByteString;
  readonly podId?: ByteString;
  readonly bundle?: ByteString;
  /** Its init, where a record tells. */
  readonly init?: ProcessId;
  /** The name could be anybody's: the launcher must agree. */
  readonly weak: boolean;
  /** The container's own cgroup. */
  readonly path: ByteString;
  /** That of the container around it, and its own id. Anybody can use an id again elsewhere: see `placeOfLink`. */
  readonly key: ByteString;
}

/** A cgroup path known to be a container's for another reason than its name. */
export interface RegisteredCgroup {
  readonly runtime: RuntimeId;
  readonly containerId: ByteString;
  readonly bundle?: ByteString;
  readonly init?: ProcessId;
}

/** Tells one container from any other at this moment. A path holds no newline. */
export function placeOfLink({ key, path }: ChainLink): ByteString {
  return `${key}\n${path}`;
}

/**
 * Names on a path that are looked at. Cgroups in each other are deep only where somebody wants to keep us busy: 2,000
 * fit in a path.
 */
const DEEPEST = 64;

/** The containers that the content of a /proc/PID/cgroup names, outermost first. */
export type Chains = (cgroupFile: ByteString) => readonly ChainLink[];

/**
 * Reads containers off cgroup paths. Hierarchies may differ (of version 1 each controller has its own); the path that
 * names most containers counts. Each content is worked out once.
 */
export function chains(runtimes: readonly Runtime[], registered: ReadonlyMap<ByteString, RegisteredCgroup>): Chains {
  const known = new Map<ByteString, readonly ChainLink[]>();
  return (cgroupFile) => {
    let longest = known.get(cgroupFile);
    if (longest !== undefined) return longest;
    longest = [];
    const firstPaths = new Map<ByteString, ByteString>();
    for (const path of new Set(parseCgroupFile(cgroupFile).map((line) => line.path))) {
      const chain = walk(path, runtimes, registered);
      for (const link of chain) if (!firstPaths.has(link.key)) firstPaths.set(link.key, link.path);
      if (chain.length > longest.length) longest = chain;
    }
    // The same for all processes of a container, also for those that another hierarchy shows to be further inside.
    longest = longest.map((link) => ({ ...link, path: firstPaths.get(link.key) ?? link.path }));
    known.set(cgroupFile, longest);
    return longest;
  };
}

function walk(
  path: ByteString,
  runtimes: readonly Runtime[],
  registered: ReadonlyMap<ByteString, RegisteredCgroup>,
): readonly ChainLink[] {
  const segments = pathSegments(path).slice(0, DEEPEST);
  const links: ChainLink[] = [];
  let prefix = '';
  for (const [index, segment] of segments.entries()) {
    prefix += `/${segment}`;
    const match = matchSegment(segments, index, runtimes);
    if (match !== undefined && !match.payload) return links;
    const record = match === undefined || match.weak === true ? registered.get(prefix) : undefined;
    const found = record ?? match;
    if (found?.containerId === undefined) continue;
    const key = `${links.at(-1)?.key ?? ''}/${found.runtime}:${found.containerId}`;
    links.push({
      runtime: found.runtime,
      containerId: found.containerId,
      ...(match?.podId === undefined ? {} : { podId: match.podId }),
      ...(record?.bundle === undefined ? {} : { bundle: record.bundle }),
      ...(record?.init === undefined ? {} : { init: record.init }),
      weak: record === undefined && match?.weak === true,
      path: prefix,
      key,
    });
  }
  return links;
}

function matchSegment(segments: readonly ByteString[], index: number, runtimes: readonly Runtime[]) {
  for (const runtime of runtimes) {
    const match = runtime.matchCgroup?.(segments, index);
    if (match !== undefined) return { ...match, runtime: runtime.id };
  }
  return undefined;
}
