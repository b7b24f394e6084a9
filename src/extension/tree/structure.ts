import type { Container } from '../../shared/model/container.ts';
import { compareNatural } from '../../shared/format/sort.ts';
import { groupOf, type Group, type Grouping } from './grouping.ts';

/** How the tree is arranged; the user chooses it. */
export interface Arrangement {
  readonly groupBy: Grouping;
  readonly showSandboxes: boolean;
}

/** A container with those that run in it. */
export interface Placed {
  readonly container: Container;
  readonly nested: Placed[];
}

/** What stands at the top of the tree: containers, or groups of them. */
export type Structure =
  | { readonly kind: 'flat'; readonly tops: readonly Placed[] }
  | {
      readonly kind: 'groups';
      readonly groups: readonly { readonly group: Group; readonly members: readonly Placed[] }[];
    };

/** Arranges containers: nested ones below their parents, sandboxes after what has a name, in natural order. */
export function arrange(
  containers: ReadonlyMap<string, Container>,
  { groupBy, showSandboxes }: Arrangement,
): Structure {
  const isShown = (container: Container) => showSandboxes || container.kind !== 'sandbox';
  const shown = [...containers.values()]
    .filter(isShown)
    .sort((a, b) => kindRank(a) - kindRank(b) || compareNatural(a, b));
  const placed = new Map(shown.map((container) => [container.id, { container, nested: [] as Placed[] }]));
  const tops: Placed[] = [];
  for (const entry of placed.values()) {
    const parent = shownParent(entry.container, containers, placed);
    (parent?.nested ?? tops).push(entry);
  }
  if (groupBy === 'none') return { kind: 'flat', tops };

  const groups = new Map<string, { group: Group; members: Placed[] }>();
  for (const top of tops) {
    const group = groupOf(top.container, groupBy);
    const known = groups.get(group.key);
    if (known === undefined) groups.set(group.key, { group, members: [top] });
    else known.members.push(top);
  }
  const sorted = [...groups.values()].sort(
    (a, b) =>
      a.group.rank - b.group.rank ||
      compareNatural({ name: a.group.title, id: a.group.key }, { name: b.group.title, id: b.group.key }),
  );
  return { kind: 'groups', groups: sorted };
}

function kindRank({ kind }: Container): number {
  return kind === 'sandbox' ? 1 : 0;
}

/** The nearest container around this one that is shown. One that is, by mistake, around itself has none. */
function shownParent<T>(
  container: Container,
  containers: ReadonlyMap<string, Container>,
  placed: ReadonlyMap<string, T>,
): T | undefined {
  const seen = new Set([container.id]);
  let nearest: T | undefined;
  for (let id = container.parent; id !== undefined; id = containers.get(id)?.parent) {
    if (seen.has(id)) return undefined;
    seen.add(id);
    nearest ??= placed.get(id);
  }
  return nearest;
}
