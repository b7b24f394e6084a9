// node test/lab/smoke.ts: starts one container of each kind at once, prints what
// their runtimes say, ends them, and fails where anything is left on the machine.
import { readFileSync } from 'node:fs';
import { LabUnavailable, type LabContainer } from './container.ts';
import { run, waitFor } from './exec.ts';
import { openLab } from './lab.ts';
import { commandLine, nestedPids, readProcess } from './process.ts';
import { signal } from './signal.ts';
import { leftSince, markDescendants, takeSnapshot } from './snapshot.ts';
import { nobody } from './user.ts';
import { unshareFlags } from './unshare.ts';

const verbose = process.argv.includes('--verbose');
const failures: string[] = [];

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(2)} s`;

function print(label: string, container: LabContainer, took: string): void {
  const { initPid, initStartTime, memoryLimitBytes, cgroupHint } = container;
  console.log(
    [
      label.padEnd(16),
      container.name.padEnd(26),
      `init ${initPid} @${initStartTime}`.padEnd(20),
      `NSpid ${nestedPids(initPid).join(' ')}`.padEnd(18),
      `${memoryLimitBytes ?? '-'}`.padEnd(10),
      took.padEnd(7),
      cgroupHint ?? '-',
    ].join(' '),
  );
  if (!verbose) return;
  const parent = readProcess(initPid)?.parentPid ?? 0;
  console.log(`  parent ${parent} (${readProcess(parent)?.comm ?? ''}) ${commandLine(parent).replaceAll('\0', ' ')}`);
  console.log(readFileSync(`/proc/${initPid}/cgroup`, 'utf8').replaceAll(/^/gm, '  ').trimEnd());
  console.log(`  truth: ${Object.keys(container.truth).join(' ')}`);
}

markDescendants();
const before = takeSnapshot();
const opened = performance.now();
const lab = await openLab();
console.log(`lab ${lab.id} open after ${seconds(opened)}`);
try {
  const memoryBytes = 64 * 1024 * 1024;
  const kinds: Record<string, () => Promise<LabContainer>> = {
    docker: () => lab.docker({ memoryBytes, cpus: 0.5, pidsLimit: 50 }),
    'docker, pid=host': () => lab.docker({ extraArgs: ['--pid=host'] }),
    'docker, nested': async () => (await lab.nestedSandbox()).outer,
    podman: () => lab.podman({ memoryBytes, cpus: 0.5, pidsLimit: 50 }),
    containerd: () => lab.containerd({ memoryBytes }),
    runc: () => lab.runc({ memoryBytes }),
    crun: () => lab.crun({ memoryBytes }),
    lxc: () => lab.lxc({ memoryBytes }),
    nspawn: () => lab.nspawn(),
    bubblewrap: () => lab.bubblewrap(),
    'bwrap, nobody': () => lab.bubblewrap({ uid: nobody }),
    unshare: () => lab.unshare({ flags: unshareFlags.all }),
    'unshare, nobody': () => lab.unshare({ flags: unshareFlags.user, uid: nobody }),
  };
  const started: { kind: string; container: LabContainer; took: string }[] = [];
  await Promise.all(
    Object.entries(kinds).map(async ([kind, start]) => {
      const since = performance.now();
      try {
        started.push({ kind, container: await start(), took: seconds(since) });
      } catch (error) {
        if (error instanceof LabUnavailable) console.log(`${kind.padEnd(16)} ${error.why}`);
        else failures.push(`${kind}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }),
  );
  for (const { kind, container, took } of started) print(kind, container, took);
  // A frozen container, and one that is gone already, must not keep the lab from closing.
  for (const { kind, container } of started) {
    if (kind === 'docker') await run('docker', ['pause', container.name]);
    if (kind === 'runc') signal({ pid: container.initPid, startTime: container.initStartTime }, 'SIGKILL');
  }
} finally {
  const closing = performance.now();
  await lab.close();
  console.log(`closed after ${seconds(closing)}`);
}

// Whoever adopts an ended process reaps it in its own time.
await waitFor('a clean machine', () => leftSince(before).length === 0, { timeoutMs: 5_000, everyMs: 100 }).catch(() =>
  failures.push(...leftSince(before).map((what) => `left behind: ${what}`)),
);
for (const failure of failures) console.error(failure);
console.log(failures.length === 0 ? 'nothing left behind' : `${failures.length} failures`);
process.exitCode = failures.length === 0 ? 0 : 1;
