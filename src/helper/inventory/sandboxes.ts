import { type Draft, type GroupingInput, isWithin } from './draft.ts';
import { initOf, isDead, isOlder } from './init.ts';
import type { Launchers } from './launchers.ts';
import type { NamespaceKeys } from './namespace-keys.ts';
import type { ProcessRecord } from './process-table.ts';

/** What lives in a pid namespace that belongs neither to its container nor to the host: a sandbox per namespace. */
export function splitSandboxes(
  input: GroupingInput,
  keys: NamespaceKeys,
  launchers: Launchers,
  containers: readonly Draft[],
  owner: Map<ProcessRecord, Draft | undefined>,
): readonly Draft[] {
  const byNamespace = new Map<number, Draft>();
  for (const draft of containers) {
    if (draft.namespace === undefined || draft.namespace === input.hostPidNamespace) continue;
    const known = byNamespace.get(draft.namespace);
    if (known === undefined || isOlder(draft.init, known.init)) byNamespace.set(draft.namespace, draft);
  }
  const strangers = new Map<number, ProcessRecord[]>();
  for (const [record, draft] of owner) {
    const namespace = keys(record);
    const expected = draft === undefined ? input.hostPidNamespace : draft.namespace;
    if (namespace === undefined || expected === undefined || namespace === expected) continue;
    if (namespace === input.hostPidNamespace) continue;
    const known = byNamespace.get(namespace);
    // Somebody entered a container from outside: it lives in the container's namespace, so it is shown there.
    if (known !== undefined) {
      owner.set(record, known);
      continue;
    }
    const members = strangers.get(namespace);
    if (members === undefined) strangers.set(namespace, [record]);
    else members.push(record);
  }
  const sandboxes: Draft[] = [];
  for (const [namespace, members] of strangers) {
    const init = initOf(members, input.records);
    if (init === undefined || members.every(isDead)) continue;
    const launcher = launchers.launcherOf(init);
    const draft: Draft = {
      key: `/sandbox:${init.pid}-${init.startTime}`,
      kind: launcher?.match.kind ?? 'sandbox',
      runtime: launcher?.runtime ?? 'unknown',
      parent: undefined,
      link: undefined,
      label: launcher?.match.label,
      init,
      namespace,
      members: [],
    };
    sandboxes.push(draft);
    byNamespace.set(namespace, draft);
    for (const record of members) owner.set(record, draft);
  }
  for (const draft of sandboxes) {
    const around = input.records.get(draft.init.parentPid);
    // A parent that is younger bears a pid that was used again.
    const parent = around !== undefined && around.startTime <= draft.init.startTime ? owner.get(around) : undefined;
    if (!isWithin(parent, draft)) draft.parent = parent;
  }
  return sandboxes;
}
