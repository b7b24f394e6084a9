import type { IdMap, IdMapTool, IdMapping, Step } from '../plan.ts';
import { findNamespace, isNew } from '../spec/find-namespace.ts';
import type { IdMappingSpec } from '../spec/namespace-schema.ts';
import type { Context } from './context.ts';
import type { SubordinateIds } from './machine-facts.ts';

const KINDS = ['uid', 'gid'] as const;
type Kind = (typeof KINDS)[number];

/** The maps of a new user namespace; user_namespaces(7). */
export function identitySteps(context: Context): readonly Step[] {
  const { spec, facts, problems } = context;
  if (findNamespace(spec.linux, 'user') === undefined && facts.euid !== 0) {
    problems.add('linux.namespaces', 'needs a user namespace, since this is not run as root');
  }
  if (!isNew(spec.linux, 'user')) return [];
  checkUser(context);
  const maps = KINDS.flatMap((kind) => mapStep(context, kind) ?? []);
  // Who is not root may write a map of groups only after that: a group may also keep its members from something.
  const denied: readonly Step[] = deniesGroups(context) ? [{ op: 'setgroups.deny' }] : [];
  return [...denied, ...maps];
}

/** Whether setgroups(2) is denied in the new user namespace. */
export function deniesGroups({ spec, facts }: Context): boolean {
  return isNew(spec.linux, 'user') && facts.euid !== 0 && isOwnId(mappingsOf(spec.linux.gidMappings), facts.egid);
}

/** Whether an id inside stands for one outside; everything does where there is no new user namespace. */
export function isMapped({ spec: { linux } }: Pick<Context, 'spec'>, kind: Kind, id: number): boolean {
  if (!isNew(linux, 'user')) return true;
  const mappings = linux[`${kind}Mappings`] ?? [];
  return mappings.some(({ containerID, size }) => id >= containerID && id < containerID + size);
}

function checkUser(context: Context): void {
  const { user } = context.spec.process;
  const { problems } = context;
  if (!isMapped(context, 'uid', user.uid)) problems.add('process.user.uid', 'is not in linux.uidMappings');
  if (!isMapped(context, 'gid', user.gid)) problems.add('process.user.gid', 'is not in linux.gidMappings');
  for (const [index, gid] of (user.additionalGids ?? []).entries()) {
    const path = `process.user.additionalGids[${index}]`;
    if (!isMapped(context, 'gid', gid)) problems.add(path, 'is not in linux.gidMappings');
    else if (deniesGroups(context)) problems.add(path, 'cannot be set: a map without newgidmap denies groups');
  }
}

function mapStep({ spec, facts, problems }: Context, kind: Kind): IdMap | IdMapTool | undefined {
  const map = mappingsOf(spec.linux[`${kind}Mappings`]);
  const own = kind === 'uid' ? facts.euid : facts.egid;
  if (facts.euid === 0 || isOwnId(map, own)) return { op: 'idmap', kind, map };
  const { tool, ranges } = facts.subordinateIds[kind];
  const path = `linux.${kind}Mappings`;
  if (tool === undefined) {
    problems.add(path, `needs new${kind}map, which is not installed: without it only the own id ${own} can be mapped`);
    return undefined;
  }
  for (const [index, { outside, size }] of map.entries()) {
    const isOwn = outside === own && size === 1;
    if (!isOwn && !isWithin(ranges, outside, size)) {
      problems.add(`${path}[${index}].hostID`, `is not in a range that /etc/sub${kind} gives to this user`);
    }
  }
  return { op: 'idmap.tool', kind, program: tool, map };
}

/** The kernel lets everybody map the own id, and nothing else. */
function isOwnId(map: readonly IdMapping[], own: number): boolean {
  const [only] = map;
  return map.length === 1 && only?.outside === own && only.size === 1;
}

function isWithin(ranges: SubordinateIds['ranges'], first: number, size: number): boolean {
  return ranges.some((range) => first >= range.start && first + size <= range.start + range.size);
}

function mappingsOf(mappings: readonly IdMappingSpec[] = []): readonly IdMapping[] {
  return mappings.map(({ containerID, hostID, size }) => ({ inside: containerID, outside: hostID, size }));
}
