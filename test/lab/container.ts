import { join } from 'node:path';
import { identify, type ProcessIdentity } from './process.ts';
import { claim } from './started.ts';
import type { Undo, UndoStep } from './undo.ts';
import type { LabUser } from './user.ts';

export type RuntimeName =
  'docker' | 'podman' | 'containerd' | 'runc' | 'crun' | 'lxc' | 'nspawn' | 'bubblewrap' | 'unshare';

/** What every runtime is asked for; each adds its own words. */
export interface ContainerOptions {
  /** A name of its own is made up unless told. */
  readonly name?: string;
  /** `/bin/sleep 3600` unless told: a forgotten container ends by itself. */
  readonly command?: readonly string[];
}

export interface Limits {
  readonly memoryBytes?: number;
  /** Number of processors, e.g. 0.5. */
  readonly cpus?: number;
  readonly pidsLimit?: number;
}

/** A running container, and what its own runtime says about it. */
export interface LabContainer {
  readonly runtime: RuntimeName;
  readonly name: string;
  readonly id?: string;
  readonly image?: string;
  /** The init's pid in the reader's pid namespace, by the runtime's own word. */
  readonly initPid: number;
  /** Clock ticks after boot: field 22 of /proc/PID/stat. */
  readonly initStartTime: number;
  /** The process that stays outside and watches it: shim, conmon, monitor, bwrap, unshare. */
  readonly monitor?: ProcessIdentity;
  /** The cgroup path that the runtime says it asked for, from the root of a hierarchy. */
  readonly cgroupHint?: string;
  readonly memoryLimitBytes?: number;
  readonly cpus?: number;
  readonly pidsLimit?: number;
  /** The answer of the runtime's own inspect command, parsed. */
  readonly truth: Readonly<Record<string, unknown>>;
  /** Ends and removes it. May be called again, and when its processes are gone already. */
  stop(): Promise<void>;
}

/** What a runtime's file knows of a started container; startedContainer() makes the rest. */
export type StartedContainer = Omit<LabContainer, 'initStartTime' | 'stop'>;

/** This part cannot run on this machine; `why` is for the person who reads the test's output. */
export class LabUnavailable extends Error {
  readonly runtime: string;
  readonly why: string;

  constructor(runtime: string, why: string) {
    super(`${runtime} cannot run here: ${why}`);
    this.name = 'LabUnavailable';
    this.runtime = runtime;
    this.why = why;
  }
}

/** What a runtime's file may use of the lab. */
export interface LabContext {
  /** Eight hex digits, part of every name that this lab gives. */
  readonly id: string;
  /** A folder of this lab alone, removed at its end. */
  readonly folder: string;
  readonly rootfs: string;
  readonly rootfsTar: string;
  nextName(runtime: string): string;
  /** Notes how a thing is undone, before it is made. */
  undo(what: string, ...steps: UndoStep[]): Undo;
  /** The Docker daemon, started if none answers; the same answer every time. */
  dockerd(): Promise<void>;
}

export const defaultCommand: readonly string[] = ['/bin/sleep', '3600'];

/** Completes a started container: the identity of its init, and stop(). */
export function startedContainer<T extends StartedContainer>(
  facts: T,
  undo: Undo,
): T & Pick<LabContainer, 'initStartTime' | 'stop'> {
  const init = identify(facts.initPid);
  claim(init);
  if (facts.monitor !== undefined) claim(facts.monitor);
  undo.first({ thaw: init });
  return { ...facts, initStartTime: init.startTime, stop: () => undo.now() };
}

/** Removes a container by its name and this lab's label: another one of that name is not ours. */
export function removeOwn(lab: LabContext, engine: 'docker' | 'podman', name: string, user?: LabUser): UndoStep {
  // Podman would first give it 10 s to end.
  const remove = engine === 'podman' ? 'podman rm -f -t 0' : 'docker rm -f';
  const script = `ids=$(${engine} ps -aq --filter "label=$1" --filter "name=^$2\\$") && [ -n "$ids" ] && ${remove} $ids`;
  const args = ['-c', script, 'sh', `container-internals.lab=${lab.id}`, name];
  if (user === undefined) return { run: ['sh', ...args], accept: [1] };
  const environment = Object.entries(user.as.env).map(([key, value]) => `${key}=${value}`);
  const ids = ['--reuid', `${user.uid}`, '--regid', `${user.gid}`, '--clear-groups'];
  return { run: ['setpriv', ...ids, 'env', '-C', user.home, ...environment, 'sh', ...args], accept: [1] };
}

/** The given limits, without keys that have no value. */
export function limitFacts(limits: Limits): Pick<LabContainer, 'memoryLimitBytes' | 'cpus' | 'pidsLimit'> {
  return {
    ...(limits.memoryBytes === undefined ? {} : { memoryLimitBytes: limits.memoryBytes }),
    ...(limits.cpus === undefined ? {} : { cpus: limits.cpus }),
    ...(limits.pidsLimit === undefined ? {} : { pidsLimit: limits.pidsLimit }),
  };
}

/** A new file name in the lab's folder for one command's output. */
export function outputFile(lab: LabContext, name: string): string {
  return join(lab.folder, `${name}.out`);
}
