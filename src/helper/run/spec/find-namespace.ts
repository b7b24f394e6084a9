import type { LinuxSpec } from './linux-schema.ts';
import type { NamespaceSpec, NamespaceType } from './namespace-schema.ts';

/** Whether it is new or one that exists already. */
export function findNamespace({ namespaces = [] }: LinuxSpec, type: NamespaceType): NamespaceSpec | undefined {
  return namespaces.find((namespace) => namespace.type === type);
}

export function isNew(linux: LinuxSpec, type: NamespaceType): boolean {
  const namespace = findNamespace(linux, type);
  return namespace !== undefined && namespace.path === undefined;
}
