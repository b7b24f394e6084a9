/** Run isolated: the part of the helper's contract that makes containers. */
import type { ContainerTarget } from './actions.ts';
import type { RunObstacle } from '../model/run-obstacle.ts';
import type { RunEnd, RunWish } from '../model/run.ts';

/** Bounds of what is asked for: ARG_MAX of most machines, and far more variables than anybody has. */
export const RUN_ARGUMENTS_LIMIT = 4096;
export const RUN_TEXT_LIMIT = 131_072;
export const RUN_VARIABLES_LIMIT = 256;

export interface RunCheckResult {
  /** What this machine cannot do of it. Empty where it can be run. */
  readonly obstacles: readonly RunObstacle[];
}

export interface RunStartResult {
  /** Names the run: printable, and nobody can guess it. */
  readonly run: string;
  /** A program and its arguments. Where a terminal runs it the command runs in that terminal, and starts only then. */
  readonly terminal: { readonly program: string; readonly args: readonly string[] };
}

export interface RunParams {
  readonly run: string;
}

export interface RunTranscriptResult {
  /** How it was made, in Markdown, nothing in it active. */
  readonly markdown: string;
  /** The OCI runtime specification, JSON. */
  readonly config: string;
}

/** What a run came to. */
export type RunState =
  /** Its terminal is there, and it is made. The process as the helper sees it, when it is known. */
  | { readonly kind: 'running'; readonly init?: ContainerTarget['init'] }
  | { readonly kind: 'ended'; readonly end: RunEnd };

export interface RunChange {
  readonly run: string;
  readonly state: RunState;
}

/** Method -> its parameters and its result. */
export interface RunRequests {
  /** Finds before the start what will not work. Needs no grant: it changes nothing that stays. */
  'run/check': { params: RunWish; result: RunCheckResult };
  /** Makes everything ready. What nobody gives a terminal to within a minute is forgotten. */
  'run/start': { params: RunWish; result: RunStartResult };
  /** How a run that is running, or is one of the last that ended, was made. */
  'run/transcript': { params: RunParams; result: RunTranscriptResult };
}
