/** What changes something: the part of the helper's contract that needs the grant `manage`, and what is asked before. */
import type { LimitChange, LimitPlan, LimitValueText, LimitWriter } from '../model/limit-change.ts';
import type { ProcessId } from '../model/process.ts';
import type { Forecast } from '../model/signal.ts';

/** A container as it was seen: with another first process it has been started again, and is another one. */
export interface ContainerTarget {
  readonly containerId: string;
  readonly init: ProcessId;
}

/** Whom a signal is for. */
export type SignalTarget =
  /** One process that is not the first of a container. */
  | { readonly kind: 'process'; readonly process: ProcessId }
  /** The first process of a container. */
  | ({ readonly kind: 'init' } & ContainerTarget)
  /** All processes of a container, with those of the containers that run in it. */
  | ({ readonly kind: 'all' } & ContainerTarget);

export interface ForecastParams {
  readonly target: SignalTarget;
}

/** So many processes of the target share this forecast. */
export interface ForecastTally {
  readonly forecast: Forecast;
  readonly processes: number;
}

/** Processes that are forecast at the most, the container's first one among them: more would not be ready in time. */
export const FORECAST_LIMIT = 512;

export interface ForecastResult {
  /** How many processes the target is; `FORECAST_LIMIT` of them, or what could be read in time, are told of below. */
  readonly processes: number;
  /** One list for each of `SIGNALS`, in that order; the most frequent forecast first. */
  readonly signals: readonly (readonly ForecastTally[])[];
}

export interface SendParams {
  readonly target: SignalTarget;
  /** A number of `SIGNALS`. */
  readonly signal: number;
}

/** Why a process of a container was passed over, or what the kernel answered. */
export type SendFailure = 'gone' | 'zombie' | 'permission' | 'error';

export interface SendResult {
  /** How many processes were sent the signal. */
  readonly sent: number;
  readonly failed: readonly { readonly process: ProcessId; readonly why: SendFailure; readonly errno?: string }[];
  /** `each`: one by one. `frozen`: one by one while the freezer held all. `cgroup.kill`: by that file. */
  readonly way: 'each' | 'frozen' | 'cgroup.kill';
  /**
   * Names the watch over those that were sent it, or over as many as there is room for. It ends by itself after a minute
   * of no interest, or where there are too many others.
   */
  readonly watch: number;
}

/** The longest that `signal/await` waits, in milliseconds. */
export const AWAIT_LIMIT_MS = 8000;

export interface AwaitParams {
  readonly watch: number;
  /** How long to wait for all to end, 0 to `AWAIT_LIMIT_MS` milliseconds. */
  readonly forMs: number;
}

/** How a process ended, wait(2). */
export type Ending =
  | { readonly kind: 'exit'; readonly status: number }
  | { readonly kind: 'signal'; readonly signal: number; readonly dumpedCore: boolean }
  /** It ended, and this kernel tells nobody but its parent how. */
  | { readonly kind: 'unknown' };

export interface EndedProcess {
  readonly process: ProcessId;
  readonly ending: Ending;
  /** Milliseconds between the signal and the end. */
  readonly afterMs: number;
}

export interface AwaitResult {
  /** All that ended since the signal, the first first. At the most `ENDED_LIMIT`. */
  readonly ended: readonly EndedProcess[];
  /** How many are left of those that are watched; the container's first process is. */
  readonly left: number;
}

/** Ended processes that one answer tells of at the most; the container's first process is always among them. */
export const ENDED_LIMIT = 100;

export interface FreezeParams extends ContainerTarget {
  readonly frozen: boolean;
}

export interface FreezeResult {
  /** What the kernel says afterwards. */
  readonly state: 'running' | 'frozen';
  /** Who did it: the runtime, which then knows, or the kernel alone. */
  readonly by: 'docker' | 'podman' | 'kernel';
  /** With `kernel`: whether the container has a runtime that keeps a state of its own, and so does not know. */
  readonly unknownToRuntime: boolean;
  /** Thawed, and still frozen: by this cgroup above it. */
  readonly heldBy?: LimitValueText;
}

export interface LimitPlanParams extends ContainerTarget {
  readonly change: LimitChange;
}

export interface LimitSetParams extends ContainerTarget {
  readonly change: LimitChange;
  /** The content of the file as the plan told it, without its last newline: another one is not overwritten. */
  readonly before: string;
  /** Who writes it, as the plan told it: nobody else does. */
  readonly writer?: LimitWriter | undefined;
}

export interface LimitSetResult {
  /** Contents of the file, before and after. */
  readonly before: LimitValueText;
  readonly after: LimitValueText;
  /** What brings the old value back; absent where it cannot be written again. */
  readonly undo?: LimitChange;
}

/** Method -> its parameters and its result. */
export interface ActionRequests {
  /** What each signal would do to the target now. Needs no grant: it reads. */
  'signal/forecast': { params: ForecastParams; result: ForecastResult };
  'signal/send': { params: SendParams; result: SendResult };
  /** Waits for those that were sent a signal to end. Needs no grant. */
  'signal/await': { params: AwaitParams; result: AwaitResult };
  'container/freeze': { params: FreezeParams; result: FreezeResult };
  /** What a change of a limit would write, where, and what it would do. Needs no grant: it reads. */
  'limit/plan': { params: LimitPlanParams; result: LimitPlan };
  'limit/set': { params: LimitSetParams; result: LimitSetResult };
}
