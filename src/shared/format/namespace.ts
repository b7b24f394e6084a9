import type { NamespaceMembership } from '../model/namespace.ts';

/** How many of a container's namespaces are private, shared, the host's or not readable: `6 private · 2 shared`. */
export function summarizeNamespaces(memberships: readonly NamespaceMembership[]): string {
  const count = (scope: NamespaceMembership['scope']) => memberships.filter((one) => one.scope === scope).length;
  const parts = [
    [count('private'), 'private'],
    [count('shared'), 'shared'],
    [count('host'), "the host's"],
    [count('unknown'), 'not readable'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, words]) => `${number} ${words}`)
    .join(' · ');
}
