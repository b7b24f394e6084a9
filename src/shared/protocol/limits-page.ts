/**
 * The whole contract between the extension and a page of "Inspect limits". The page sends no path and no text: it
 * names what it means by a key that it was given, and the extension looks that up.
 */
import type { HostilePath } from '../model/cgroup.ts';
import type { RuntimeId } from '../model/container.ts';
import type { LadderKind } from '../model/ladder.ts';
import type { LimitsSample, PressureResource } from '../model/sample.ts';
import type { DisplayText } from '../text/display.ts';
import type { KnobsResult } from './helper.ts';
import type { Patch } from './patch.ts';

/** The container as the page's head shows it. */
export interface PageSubject {
  readonly name: DisplayText;
  readonly kind: 'container' | 'sandbox';
  readonly runtime: RuntimeId;
  /** `Docker`, `bwrap` */
  readonly runtimeWords: DisplayText;
  readonly state: 'running' | 'frozen';
  /** The cgroup above that holds it, where it is frozen by that one and not by its own. */
  readonly frozenBy?: DisplayText;
  readonly initPid: number;
  readonly image?: DisplayText;
  readonly pod?: DisplayText;
}

/** Why nothing may be changed from the page: the user switched it off, or does not trust the workspace. */
export type PageRefusal = 'setting' | 'untrusted';

/** What the page can be told about what it shows. */
export type PageStatus =
  /** No sample has come yet. */
  | { readonly kind: 'loading' }
  | { readonly kind: 'live' }
  /** The container ended, at this time of the clock (epoch milliseconds) or at one that nobody saw. */
  | { readonly kind: 'ended'; readonly at?: number }
  /** The helper is being started again; what is shown is from before. */
  | { readonly kind: 'restarting' }
  | { readonly kind: 'stopped'; readonly words: string }
  /** The last request failed; the next one comes by itself. */
  | { readonly kind: 'failed'; readonly words: string };

/** One moment of the charts. `null` where nothing is known: before the second sample, or while the page was hidden. */
export interface Point {
  /** Seconds since the epoch; strictly growing. */
  readonly time: number;
  /** CPUs in use: 0.5 is half of one CPU's time. */
  readonly cpu: number | null;
  /** Share (0 to 1) of the quota's periods in which it was used up, at the level that throttled most. */
  readonly throttled: number | null;
  readonly memory: PointMemory | null;
  readonly pids: number | null;
  readonly io: readonly PointDevice[] | null;
  /** Percent of the time since the point before in which some task, or all of them, waited. */
  readonly pressure: Readonly<Record<PressureResource, { readonly some: number; readonly full: number | null } | null>>;
}

/** Bytes. */
export interface PointMemory {
  readonly current: number;
  readonly workingSet: number;
  readonly anon: number;
  readonly file: number;
  readonly shmem: number;
  readonly kernel: number | null;
  readonly swap: number | null;
}

/** Bytes per second. */
export interface PointDevice {
  readonly device: string;
  readonly read: number;
  readonly write: number;
}

/** Points that are kept: ten minutes. */
export const HISTORY_POINTS = 600;

/** Devices that one point tells of at the most. */
export const POINT_DEVICES = 8;

export type HappeningKind =
  'oom-kill' | 'oom-group-kill' | 'memory-max' | 'memory-high' | 'swap-max' | 'cpu-throttled' | 'pids-refused';

/** A cgroup that caused something. */
export interface Cause {
  readonly path: HostilePath;
  readonly own: boolean;
}

/** Something that a limit did to the container. */
export interface Happening {
  readonly kind: HappeningKind;
  /** Since the cgroup was made; for `cpu-throttled` periods. */
  readonly count: number;
  /** Of these, so many since the page looks. */
  readonly seen: number;
  /** When the count was last seen to rise: epoch milliseconds. Absent where it did not since the page looks. */
  readonly lastAt?: number;
  /** `cpu-throttled`: share (0 to 1) of the periods of the last minute. */
  readonly share?: number;
  /**
   * The levels whose limit did it. Empty where it was no limit of the hierarchy: the machine itself had no memory left,
   * or where the kernel does not tell.
   */
  readonly causes: readonly Cause[];
  /** `told`: the kernel counts it there. `likely`: it follows from what else rose. `unknown`: it cannot be told. */
  readonly certainty: 'told' | 'likely' | 'unknown';
}

/** Everything about this moment that is no series. */
export interface Moment {
  readonly sample: LimitsSample;
  /**
   * For each ladder whose use is a rate (`cpu` in CPUs, `io` in bytes per second) the rate of each level; `null` before
   * the second sample.
   */
  readonly rates: Readonly<Partial<Record<LadderKind, readonly (number | null)[]>>>;
  readonly happenings: readonly Happening[];
}

export type ToLimitsPage =
  /** The whole state: what the page shows from nothing. The first message, and the first after it was hidden. */
  | {
      readonly kind: 'begin';
      readonly containerId: string;
      readonly subject: PageSubject | undefined;
      readonly status: PageStatus;
      readonly refusal: PageRefusal | undefined;
      readonly points: readonly Point[];
      readonly moment: Moment | undefined;
      readonly knobs: KnobsResult | undefined;
    }
  | { readonly kind: 'subject'; readonly subject: PageSubject }
  | { readonly kind: 'status'; readonly status: PageStatus }
  | { readonly kind: 'refusal'; readonly refusal: PageRefusal | undefined }
  | { readonly kind: 'moment'; readonly point: Point; readonly moment: Moment }
  /** The same, as what changed of the moment that was told last. */
  | { readonly kind: 'change'; readonly point: Point; readonly change: Patch<Moment> }
  | { readonly kind: 'knobs'; readonly knobs: KnobsResult };

export const KNOB_COPIES = ['value', 'path', 'command'] as const;

export const PAGE_ACTIONS = ['restartHelper', 'showLog', 'refresh'] as const;

/** What the page may begin with its container; each asks before it does anything. */
export const PAGE_CHANGES = ['sendSignal', 'changeLimit'] as const;

export type PageChange = (typeof PAGE_CHANGES)[number];

export type FromLimitsPage =
  /** The page is there and shows nothing: answered with `begin`. */
  | { readonly kind: 'ready' }
  /** Copy something about a knob, by the key it came with. */
  | { readonly kind: 'copy'; readonly what: (typeof KNOB_COPIES)[number]; readonly knob: string }
  | { readonly kind: 'action'; readonly action: (typeof PAGE_ACTIONS)[number] }
  /** Change something about the container of the page. */
  | { readonly kind: 'change'; readonly what: PageChange };

/** What the page keeps by `setState`, and what VS Code hands back after the window was loaded again. */
export interface LimitsPageState {
  readonly version: 1;
  readonly containerId: string;
  /** The filter over the knobs, as typed. */
  readonly filter: string;
}
