import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { parseCgroupFile } from '../proc/cgroup-file.ts';

/** Where systemd tells that it runs; sd_booted(3). */
const BOOTED = '/run/systemd/system';
const SYSTEMD_RUN = '/usr/bin/systemd-run';
/** What runs can be limited by. */
const CONTROLLERS = ['cpu', 'memory', 'pids', 'io', 'cpuset'];
/** systemd puts the new process into its scope before it becomes the launcher; so long it is waited for, in ms. */
const MOVED_MS = 5000;
const LOOK_EVERY_MS = 2;

/** The cgroup in the scope in which the launcher waits: version 2 has processes in the leaves only. */
const LAUNCHER_FOLDER = 'launcher';
/** The cgroup in the scope that is the run's own. */
export const RUN_FOLDER = 'run';

/** A part of the cgroup tree that systemd leaves to us: a scope with Delegate=; systemd.resource-control(5). */
export interface DelegatedScope {
  /** Starts a program in it. */
  readonly prefix: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The cgroup of the scope, an absolute path in the file system; it is there as soon as the program is. */
  readonly folder: string;
}

/** Who owns the cgroups of this machine, as far as a run is concerned. */
export interface ScopeManager {
  /** A folder whose controllers a scope can have. */
  readonly controllersFolder: string;
  /** @param name of the scope, without `.scope` */
  scope(name: string): DelegatedScope;
}

/**
 * systemd, where it owns the tree of cgroup version 2 and gives parts of it away: its system instance to root, the user's
 * own instance to others.
 *
 * @param mount of cgroup version 2
 */
export function findScopeManager(mount: string, uid: number): ScopeManager | undefined {
  if (!existsSync(BOOTED) || !existsSync(SYSTEMD_RUN)) return undefined;
  const runtime = `/run/user/${uid}`;
  if (uid !== 0 && !existsSync(`${runtime}/systemd/private`)) return undefined;
  const service = posix.join(mount, 'user.slice', `user-${uid}.slice`, `user@${uid}.service`);
  const slice = uid === 0 ? 'system.slice' : 'app.slice';
  const above = uid === 0 ? mount : service;
  const environment: Readonly<Record<string, string>> =
    uid === 0 ? {} : { XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: `unix:path=${runtime}/bus` };
  return {
    controllersFolder: above,
    scope: (name) => ({
      prefix: [
        SYSTEMD_RUN,
        ...(uid === 0 ? [] : ['--user']),
        ...['--quiet', '--scope', '--collect', '--property=Delegate=yes', `--slice=${slice}`, `--unit=${name}`, '--'],
      ],
      environment,
      folder: posix.join(above, slice, `${name}.scope`),
    }),
  };
}

/** Makes the scope fit for a run: the launcher in a cgroup of its own, and the controllers passed on to others. */
export async function prepareScope(pid: number, mount: string, { folder }: DelegatedScope): Promise<void> {
  await waitUntilIn(pid, mount, folder);
  const launcher = posix.join(folder, LAUNCHER_FOLDER);
  await mkdir(launcher);
  await writeFile(posix.join(launcher, 'cgroup.procs'), String(pid));
  const available = (await readFile(posix.join(folder, 'cgroup.controllers'), 'utf8')).trim().split(' ');
  const wanted = CONTROLLERS.filter((controller) => available.includes(controller));
  await writeFile(posix.join(folder, 'cgroup.subtree_control'), wanted.map((controller) => `+${controller}`).join(' '));
}

async function waitUntilIn(pid: number, mount: string, folder: string): Promise<void> {
  const until = performance.now() + MOVED_MS;
  for (;;) {
    const lines = parseCgroupFile(await readFile(`/proc/${pid}/cgroup`, 'latin1'));
    const own = lines.find(({ hierarchy }) => hierarchy === 0)?.path ?? '/';
    if (posix.join(mount, own) === folder) return;
    if (performance.now() > until) throw new Error(`systemd did not make the scope ${folder}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
