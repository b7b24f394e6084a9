import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBubblewrap, type BubblewrapOptions } from './bubblewrap.ts';
import type { BundleOptions } from './bundle.ts';
import type { LabContainer, LabContext } from './container.ts';
import { startContainerd, type ContainerdOptions } from './containerd.ts';
import { startCrun } from './crun.ts';
import { startDocker, type DockerContainer, type DockerOptions } from './docker.ts';
import { ensureDockerImage, startDockerd } from './dockerd.ts';
import { startLxc, type LxcOptions } from './lxc.ts';
import { startNestedSandbox, type NestedSandbox } from './nested.ts';
import { startNspawn, type NspawnOptions } from './nspawn.ts';
import { startPodman, type PodmanOptions } from './podman.ts';
import { ensureRootfs, openLabsFolder } from './rootfs.ts';
import { startRunc } from './runc.ts';
import { enterShared, shareDockerd } from './shared.ts';
import { startUnshare, type UnshareOptions } from './unshare.ts';
import { UndoJournal } from './undo.ts';
import { makeUser, type LabUser } from './user.ts';

/** Makes real containers. Methods throw LabUnavailable where a runtime cannot run on this machine. */
export interface Lab {
  readonly id: string;
  /** A folder for the test's own files, removed at close. */
  readonly folder: string;
  readonly rootfs: string;
  docker(options?: DockerOptions): Promise<DockerContainer>;
  podman(options?: PodmanOptions): Promise<LabContainer>;
  containerd(options?: ContainerdOptions): Promise<LabContainer>;
  runc(options?: BundleOptions): Promise<LabContainer>;
  crun(options?: BundleOptions): Promise<LabContainer>;
  lxc(options?: LxcOptions): Promise<LabContainer>;
  nspawn(options?: NspawnOptions): Promise<LabContainer>;
  bubblewrap(options?: BubblewrapOptions): Promise<LabContainer>;
  unshare(options?: UnshareOptions): Promise<LabContainer>;
  nestedSandbox(options?: DockerOptions): Promise<NestedSandbox>;
  user(): Promise<LabUser>;
  /** Has `undo` called when the lab closes, latest first, or before by the returned function; once only. */
  defer(what: string, undo: () => Promise<void>): () => Promise<void>;
  /** Ends and removes exactly what this lab started. May be called again. @throws {AggregateError} */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The longest that one undo may take. */
const undoMs = 60_000;

export async function openLab(): Promise<Lab> {
  const { folder: rootfs, tar: rootfsTar } = await ensureRootfs();
  const id = randomBytes(4).toString('hex');
  const undos: { what: string; undo: () => Promise<void> }[] = [];
  const defer = (what: string, undo: () => Promise<void>): (() => Promise<void>) => {
    let done: Promise<void> | undefined;
    const entry = { what, undo: () => (done ??= undo()) };
    undos.push(entry);
    return entry.undo;
  };

  await mkdir(openLabsFolder(), { recursive: true });
  const leave = await enterShared();
  const folder = await mkdtemp(join(openLabsFolder(), `${id}-`));
  const journal = new UndoJournal(folder);
  defer('the state shared with other labs', leave);
  defer(`the folder ${folder}`, () => rm(folder, { recursive: true, force: true }));

  const counts = new Map<string, number>();
  let daemon: Promise<void> | undefined;
  const context: LabContext = {
    id,
    folder,
    rootfs,
    rootfsTar,
    undo: (what, ...steps) => {
      const undo = journal.open(...steps);
      defer(what, () => undo.now());
      return undo;
    },
    nextName: (runtime) => {
      const count = (counts.get(runtime) ?? 0) + 1;
      counts.set(runtime, count);
      return `lab-${id}-${runtime}-${count}`;
    },
    dockerd: () =>
      (daemon ??= shareDockerd(
        (record) => startDockerd(context, record),
        () => ensureDockerImage(context),
      )),
  };

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= closeAll(undos));
  return {
    id,
    folder,
    rootfs,
    docker: (options) => startDocker(context, options),
    podman: (options) => startPodman(context, options),
    containerd: (options) => startContainerd(context, options),
    runc: (options) => startRunc(context, options),
    crun: (options) => startCrun(context, options),
    lxc: (options) => startLxc(context, options),
    nspawn: (options) => startNspawn(context, options),
    bubblewrap: (options) => startBubblewrap(context, options),
    unshare: (options) => startUnshare(context, options),
    nestedSandbox: (options) => startNestedSandbox(context, options),
    user: () => makeUser(context),
    defer,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Undoes everything, latest first. One that fails does not keep the others from being tried. */
async function closeAll(undos: readonly { what: string; undo: () => Promise<void> }[]): Promise<void> {
  const errors: Error[] = [];
  for (const { what, undo } of [...undos].reverse()) {
    const late = new AbortController();
    try {
      await Promise.race([
        undo(),
        sleep(undoMs, undefined, { signal: late.signal }).then(() => {
          throw new Error(`not done within ${undoMs} ms`);
        }),
      ]);
    } catch (error) {
      errors.push(new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error }));
    } finally {
      late.abort();
    }
  }
  if (errors.length > 0) throw new AggregateError(errors, errors.map(({ message }) => message).join('\n'));
}
