import type { RuntimeId } from '../../shared/model/container.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { parseCgroupFile, pathSegments } from '../proc/cgroup-file.ts';
import type { Runtime } from '../runtimes/runtime.ts';

/** One container on the way from the root of a cgroup hierarchy to a process. */
export interface ChainLink {
  readonly runtime: RuntimeId;
  readonly containerId: ByteString;
  readonly podId?: ByteString;
  readonly bundle?: ByteString;
  /** The name could be anybody's: the launcher must agree. */
  readonly weak: boolean;
  /** The container's own cgroup. */
  readonly path: ByteString;
  /** Identity: that of the container around it, and its own. */
  readonly key: ByteString;
}

/** A cgroup path known to be a container's for another reason than its name. */
export interface RegisteredCgroup {
  readonly runtime: RuntimeId;
  readonly containerId: ByteString;
  readonly bundle?: ByteString;
}

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
    for (const path of new Set(parseCgroupFile(cgroupFile).map((line) => line.path))) {
      const chain = walk(path, runtimes, registered);
      if (chain.length > longest.length) longest = chain;
    }
    known.set(cgroupFile, longest);
    return longest;
  };
}

function walk(
  path: ByteString,
  runtimes: readonly Runtime[],
  registered: ReadonlyMap<ByteString, RegisteredCgroup>,
): readonly ChainLink[] {
  const segments = pathSegments(path);
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
