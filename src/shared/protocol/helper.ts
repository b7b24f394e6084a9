/**
 * The whole contract between the extension and its helper: JSON-RPC 2.0 over the helper's stdin and stdout. The helper
 * checks every parameter against a schema of its own; these types are no check.
 */
import type { EffectiveLimit } from '../model/cgroup.ts';
import type { Container } from '../model/container.ts';
import type { HostFacts } from '../model/host.ts';
import type { ControllerState, Knob } from '../model/knob.ts';
import type { Process } from '../model/process.ts';
import type { ActionRequests } from './actions.ts';
import type { Patch } from './patch.ts';
import type { RunChange, RunRequests } from './runs.ts';
import type { SampleSet } from './sample-set.ts';

export const PROTOCOL_VERSION = 1;

/** `inspect` reads; `manage` also signals, freezes, limits, enters and runs. The helper enforces it. */
export type Grant = 'inspect' | 'manage';

export interface InitializeParams {
  readonly protocolVersion: number;
}

export interface InitializeResult {
  readonly protocolVersion: number;
  readonly grant: Grant;
  readonly host: HostFacts;
}

export interface InventorySnapshot {
  /** Counts the states of the inventory; a change carries the next number. */
  readonly sequence: number;
  readonly containers: readonly Container[];
  /** How many more there are than a list may hold, if there are. */
  readonly omitted?: number;
}

export interface InventoryChange {
  readonly sequence: number;
  /** New containers and those of which some fact changed, whole. */
  readonly changed: readonly Container[];
  /** Ids of those that ended. */
  readonly removed: readonly string[];
  /** As in the snapshot. */
  readonly omitted?: number;
}

export interface ContainerParams {
  readonly containerId: string;
}

export interface ProcessesResult {
  /** Ordered by pid; parents may stand outside the list. */
  readonly processes: readonly Process[];
  /** How many more there are than one answer carries. */
  readonly omitted: number;
}

export interface LimitsResult {
  /** One for each of `LIMIT_RESOURCES`, in that order. */
  readonly limits: readonly EffectiveLimit[];
}

/** Containers that one request may sample. */
export const SAMPLE_CONTAINERS = 64;

export interface SampleParams {
  /** One to `SAMPLE_CONTAINERS`, each once. */
  readonly containerIds: readonly string[];
  /** The number of an earlier answer that the asker still holds: only what changed since is told then. */
  readonly holding?: number;
}

export type SampleResult = {
  /** Of this answer. */
  readonly number: number;
} & (
  | { readonly samples: SampleSet }
  /** What changed since the answer that is held. */
  | { readonly change: Patch<SampleSet> }
);

export interface KnobsResult {
  /** One for each of `CONTROLLERS`, in that order. */
  readonly controllers: readonly ControllerState[];
  /** Ordered by controller, then by file. */
  readonly knobs: readonly Knob[];
  /** How many more files there are than one answer carries. */
  readonly omitted: number;
}

/** Method -> its parameters and its result. */
export interface HelperRequests extends ActionRequests, RunRequests {
  initialize: { params: InitializeParams; result: InitializeResult };
  /** Answers the present state; from then on each change is notified, until `inventory/unwatch`. */
  'inventory/watch': { params: Record<string, never>; result: InventorySnapshot };
  'inventory/unwatch': { params: Record<string, never>; result: null };
  /** Reads everything anew, names too. */
  'inventory/refresh': { params: Record<string, never>; result: InventorySnapshot };
  'container/processes': { params: ContainerParams; result: ProcessesResult };
  'container/limits': { params: ContainerParams; result: LimitsResult };
  /** Every control file of the container's cgroups. */
  'container/knobs': { params: ContainerParams; result: KnobsResult };
  /**
   * One sample of each container, read in one go. What the kernel counts is of that moment; limits may be as they were
   * up to 3 s before. A first sample, and the two requests above, read everything.
   */
  'containers/sample': { params: SampleParams; result: SampleResult };
}

/** Notifications from the helper. */
export interface HelperNotifications {
  'inventory/changed': InventoryChange;
  /** Of runs that this helper started. */
  'run/changed': RunChange;
}

export type HelperMethod = keyof HelperRequests;
