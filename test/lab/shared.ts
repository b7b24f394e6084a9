// Labs of several test files run at the same time and share one dockerd. The
// last lab to close puts the machine back as the first one found it.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { allCgroupFolders, removeCgroups } from './cgroups.ts';
import { run, waitFor } from './exec.ts';
import { at, isObject } from './json.ts';
import { mountPoints } from './mounts.ts';
import type { ProcessIdentity } from './process.ts';
import { cacheFolder, openLabsFolder } from './rootfs.ts';
import { endProcess } from './signal.ts';
import { claim } from './started.ts';
import { undoKilledLabs } from './undo.ts';

/** What the labs of this machine share, kept in a file until the last one closes. */
interface SharedState {
  readonly bootId: string;
  /** As they were before the first lab. */
  readonly cgroups: readonly string[];
  readonly mounts: readonly string[];
  /** Only where a lab started it. */
  readonly dockerd?: ProcessIdentity;
}

/** Folders that runtimes leave empty after their last container; a test may name a parent of its own lab-…. */
const leftCgroups = new Set(['docker', 'default', 'libpod_parent', 'conmon', 'lxc.pivot', 'payload', 'supervisor']);
const isLeft = (name: string): boolean => leftCgroups.has(name) || name.startsWith('lab-');
/** Bind mounts that Docker and Podman put over their own storage and leave. */
const leftMounts = new Set(['/var/lib/containers/storage/overlay', '/var/lib/docker']);

const folder = (): string => join(cacheFolder(), 'shared');
const stateFile = (): string => join(folder(), 'state.json');
const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

/**
 * Takes a lock that the kernel gives back when this process ends, however it
 * ends: flock(1) holds it for as long as its input stays open.
 * @returns a function that gives it back
 */
async function lock(file: string, mode: 'shared' | 'exclusive'): Promise<() => Promise<void>> {
  const script = 'echo held; exec cat >/dev/null';
  const holder = spawn('flock', [`--${mode}`, '--wait', '120', join(folder(), file), 'sh', '-c', script], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => holder.once('close', () => resolve()));
  const held = await new Promise<boolean>((resolve) => {
    holder.once('error', () => resolve(false));
    holder.stdout.once('data', () => resolve(true));
    holder.once('close', () => resolve(false));
  });
  if (!held) throw new Error(`the lab's lock ${join(folder(), file)} was not free within 120 s`);
  return async () => {
    holder.stdin.end();
    await ended;
  };
}

/** Runs `work` while no other lab runs its own. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  mkdirSync(folder(), { recursive: true });
  const release = await lock('work.lock', 'exclusive');
  try {
    return await work();
  } finally {
    await release();
  }
}

/** Whether no lab is open. Only of use inside alone(). */
async function nobodyInside(): Promise<boolean> {
  const probe = ['--exclusive', '--nonblock', join(folder(), 'open.lock'), 'true'];
  return (await run('flock', probe, { accept: [1] })).status === 0;
}

function readState(): SharedState | undefined {
  try {
    const state: unknown = JSON.parse(readFileSync(stateFile(), 'utf8'));
    return isObject(state) && at(state, 'bootId') === bootId() ? (state as unknown as SharedState) : undefined;
  } catch {
    return undefined;
  }
}

const writeState = (state: SharedState): void => writeFileSync(stateFile(), JSON.stringify(state));

/**
 * Enters the common lab. Where nobody else is in it, what killed labs left is
 * cleaned up first.
 * @returns a function that leaves it, and cleans up behind the last one
 */
export async function enterShared(): Promise<() => Promise<void>> {
  const release = await alone(async () => {
    if (await nobodyInside()) {
      await undoKilledLabs(openLabsFolder());
      await cleanUp();
      writeState({ bootId: bootId(), cgroups: allCgroupFolders(), mounts: mountPoints() });
    }
    return lock('open.lock', 'shared');
  });
  return () =>
    alone(async () => {
      await release();
      if (await nobodyInside()) await cleanUp();
    });
}

/**
 * Starts the common dockerd by `start`, which records it at once (or not at all
 * where one runs without us), and makes it ready by `prepare`. No two labs do this at once.
 */
export async function shareDockerd(
  start: (record: (dockerd: ProcessIdentity) => void) => Promise<void>,
  prepare: () => Promise<void>,
): Promise<void> {
  await alone(async () => {
    await start((dockerd) => {
      const state = readState();
      if (state !== undefined) writeState({ ...state, dockerd });
    });
    await prepare();
  });
}

async function cleanUp(): Promise<void> {
  const state = readState();
  if (state === undefined) return;
  if (state.dockerd !== undefined) {
    // Perhaps another run's lab did, and left it to the last one.
    claim(state.dockerd);
    await endProcess(state.dockerd, 20_000); // It ends its own containerd.
  }
  const mountsBefore = new Set(state.mounts);
  for (const mount of mountPoints().filter((point) => leftMounts.has(point) && !mountsBefore.has(point))) {
    await run('umount', [mount], { accept: [1, 32] });
  }
  const before = new Set(state.cgroups);
  const left = allCgroupFolders().filter((path) => isLeft(basename(path)) && !before.has(path));
  // A cgroup stays busy for a moment after its last process. One that is still in use is not ours.
  await waitFor('empty cgroups', () => removeCgroups(left).length === 0, { timeoutMs: 3_000 }).catch(() => undefined);
  rmSync(stateFile(), { force: true });
}
