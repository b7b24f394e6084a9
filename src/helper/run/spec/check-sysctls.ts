import { isNew } from './find-namespace.ts';
import type { LinuxSpec } from './linux-schema.ts';
import type { NamespaceType } from './namespace-schema.ts';
import type { Problems } from './problems.ts';

/** Those of ipc_namespaces(7): `validSysctlMap` of runc. */
const OF_IPC: ReadonlySet<string> = new Set([
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
  'kernel.sem',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
  'kernel.shm_rmid_forced',
]);

/** Only what a new namespace has for itself may be set: anything else would be set for the machine. */
export function checkSysctls(linux: LinuxSpec, problems: Problems): void {
  for (const [key, value] of Object.entries(linux.sysctl ?? {})) {
    const problem = problemOf(key, value, linux);
    if (problem !== undefined) problems.add(`linux.sysctl.${JSON.stringify(key)}`, problem);
  }
}

function problemOf(key: string, value: string, linux: LinuxSpec): string | undefined {
  if (!/^[\w-]+([./][\w-]+)+$/.test(key) || key.length > 256) return 'is not the name of a sysctl';
  if (/\p{Cc}/u.test(value.replaceAll('\t', ''))) return 'must be one line, without control characters';
  const dotted = withDots(key);
  if (dotted === 'kernel.hostname') return 'is set by hostname';
  const namespace = namespaceOf(dotted);
  if (namespace === undefined) return 'is not in a namespace: it would be set for the whole machine';
  return isNew(linux, namespace) ? undefined : `needs a new ${namespace} namespace`;
}

/** sysctl(8): where the first separator is a slash, a dot is part of a name. */
function withDots(key: string): string {
  const separator = /[./]/.exec(key)?.[0];
  return separator === '/' ? key.replaceAll(/[./]/g, (each) => (each === '/' ? '.' : '/')) : key;
}

function namespaceOf(dotted: string): NamespaceType | undefined {
  if (OF_IPC.has(dotted) || dotted.startsWith('fs.mqueue.')) return 'ipc';
  if (dotted.startsWith('net.')) return 'network';
  if (dotted.startsWith('user.')) return 'user';
  return dotted === 'kernel.domainname' ? 'uts' : undefined;
}
