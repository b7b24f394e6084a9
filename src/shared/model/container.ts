import type { DisplayText } from '../text/display.ts';
import type { CgroupMembership, EffectiveLimit, HostilePath } from './cgroup.ts';
import type { NamespaceMembership } from './namespace.ts';
import type { ProcessId } from './process.ts';
import type { Reading } from './reading.ts';

/** The programs whose containers are known by name. `unknown` made a container that no file here recognises. */
export const RUNTIME_IDS = [
  'isolated',
  'docker',
  'podman',
  'containerd',
  'cri-o',
  'runc',
  'crun',
  'lxc',
  'nspawn',
  'libvirt',
  'flatpak',
  'snap',
  'bubblewrap',
  'unshare',
  'browser',
  'unknown',
] as const;

export type RuntimeId = (typeof RUNTIME_IDS)[number];

/** The Kubernetes or Podman pod that a container belongs to. */
export interface Pod {
  readonly id: DisplayText;
  readonly name?: DisplayText;
  /** The Kubernetes namespace (not a kernel namespace). */
  readonly namespace?: DisplayText;
}

/** Where a container's name came from, best first. */
export type NameSource = 'runtime' | 'disk' | 'process' | 'cgroup' | 'namespace';

export interface Container {
  /** Stable while the container lives, and unique on the machine: for example `docker:2d85fee5…`. */
  readonly id: string;
  /** A sandbox has a pid namespace of its own but no runtime that would keep a record of it. */
  readonly kind: 'container' | 'sandbox';
  readonly runtime: RuntimeId;
  readonly name: DisplayText;
  readonly nameSource: NameSource;
  /** The program that started a sandbox, such as `bwrap`. */
  readonly launcher?: DisplayText;
  /** The id that the runtime itself uses. */
  readonly runtimeContainerId?: DisplayText;
  readonly image?: DisplayText;
  readonly pod?: Pod;
  /** The container that this one runs in. */
  readonly parent?: string;
  readonly state: 'running' | 'frozen';
  /** The cgroup above that holds it, where it is frozen by that one and not by its own. */
  readonly frozenBy?: HostilePath;
  /** The process whose parent is outside the container. */
  readonly init: ProcessId;
  readonly initComm: DisplayText;
  /** The effective user id of init, in the helper's user namespace. */
  readonly initUid: Reading<number>;
  /** The pid of init in each pid namespace, from the helper's inwards. */
  readonly initPids: Reading<readonly number[]>;
  readonly cgroups: readonly CgroupMembership[];
  /** All eight, in the order of `NAMESPACE_TYPES`. */
  readonly namespaces: readonly NamespaceMembership[];
  /** Processes in the container, without those of nested containers. */
  readonly processCount: number;
  /** Changes whenever a process of the container comes or goes. */
  readonly processRevision: number;
  /** The memory limit and use, for the row. */
  readonly memory: EffectiveLimit;
}
