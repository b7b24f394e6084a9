import { isBindMount } from './bind-mount.ts';
import { cleanPath } from './clean-path.ts';
import type { MountSpec } from './mount-schema.ts';
import type { Problems } from './problems.ts';
import type { Spec } from './spec-schema.ts';

/** What LXCFS and the like put over single files: `checkProcMount` of runc. */
const FILES_OF_PROC: ReadonlySet<string> = new Set([
  '/proc/cpuinfo',
  '/proc/diskstats',
  '/proc/meminfo',
  '/proc/stat',
  '/proc/swaps',
  '/proc/uptime',
  '/proc/loadavg',
  '/proc/slabinfo',
  '/proc/net/dev',
  '/proc/sys/kernel/ns_last_pid',
  '/proc/sys/crypto/fips_enabled',
]);

/** What is mounted where, and which root it is mounted in. */
export function checkMounts({ root, process, mounts = [] }: Spec, problems: Problems): void {
  if (/^\/(proc|sys|dev)(\/|$)/.test(cleanPath(root.path))) {
    problems.add('root.path', 'must not be a folder of the kernel: /proc, /sys or /dev');
  }
  for (const [index, mount] of mounts.entries()) checkMount(mount, `mounts[${index}]`, problems);
  const hasTerminals = mounts.some(
    ({ destination, type }) => type === 'devpts' && cleanPath(destination) === '/dev/pts',
  );
  // A terminal of the machine's own devpts would be within reach of the machine's other processes.
  if (process.terminal === true && !hasTerminals) {
    problems.add('process.terminal', 'needs a mount of the type devpts at /dev/pts');
  }
}

function checkMount(mount: MountSpec, path: string, problems: Problems): void {
  const destination = cleanPath(mount.destination);
  const isBind = isBindMount(mount);
  if (destination === '/') problems.add(`${path}.destination`, 'must not be the root itself');
  if (isBind && (mount.source ?? '') === '') problems.add(`${path}.source`, 'is missing');
  if (!isBind && (mount.type === undefined || mount.type === 'none')) {
    problems.add(`${path}.type`, 'is missing: only a bind mount needs none');
  }
  checkProc(mount, destination, path, problems);
}

/** Whoever can choose what /proc is decides what is written there later: CVE-2019-16884, CVE-2023-27561. */
function checkProc(mount: MountSpec, destination: string, path: string, problems: Problems): void {
  if (destination === '/proc') {
    const isProc = isBindMount(mount) ? cleanPath(mount.source ?? '') === '/proc' : mount.type === 'proc';
    if (!isProc) problems.add(`${path}.destination`, 'only a proc can be mounted at /proc');
  } else if (destination.startsWith('/proc/') && !FILES_OF_PROC.has(destination)) {
    problems.add(`${path}.destination`, 'is inside /proc, where nothing else is mounted');
  }
}
