import { readdirSync, readFileSync } from 'node:fs';
import { type ProcessFacts, readProcess } from '../lab/process.ts';
import { RUN_MARK } from '../lab/started.ts';

/** What runs a machine, and never ends by itself. */
const SERVICES = /^(systemd.*|dbus-daemon|sshd|cron|polkitd|dockerd|containerd|crio|kubelet|lxcfs|(rsyslog|auditd?)d)$/;

/** The services that run, and what this process was started by: all that must still be there after the tests. */
export function standingProcesses(): ProcessFacts[] {
  const above = ancestors();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readProcess(Number(name)) ?? [])
    .filter(({ pid, comm, parentPid }) => above.includes(pid) || (parentPid <= 1 && SERVICES.test(comm)))
    .filter(({ pid }) => !isOfTests(pid));
}

/** @returns what has become of those that no longer run as they did, one line each */
export function harmOf(before: readonly ProcessFacts[]): string[] {
  return before.flatMap(({ pid, startTime, comm }) => {
    const now = readProcess(pid);
    if (now?.startTime !== startTime || now.state === 'Z') return [`${comm} (${pid}): it is gone`];
    return 'Tt'.includes(now.state) ? [`${comm} (${pid}): it is stopped`] : [];
  });
}

/** Another run of the tests may have a daemon of its own, and end it. */
function isOfTests(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${RUN_MARK}=`);
  } catch {
    return false;
  }
}

function ancestors(): number[] {
  const found: number[] = [];
  for (let at = readProcess(process.ppid); at !== undefined; at = readProcess(at.parentPid)) found.push(at.pid);
  return found;
}
