import type { DisplayText } from '../text/display.ts';

/** Ways to isolate a command that the product knows. */
export const RUN_PRESET_IDS = ['sandbox', 'sandbox-with-network', 'namespaces-only'] as const;

export type RunPresetId = (typeof RUN_PRESET_IDS)[number];

/** Absent is no limit. */
export interface RunLimits {
  readonly memoryBytes?: number;
  readonly cpus?: number;
  /** Processes and threads. */
  readonly pids?: number;
}

/** How a command is to be isolated. */
export interface Isolation {
  readonly preset: RunPresetId;
  /** Whether the folder in which it runs can be written to. */
  readonly isFolderWritable: boolean;
  readonly limits: RunLimits;
}

/** What runs isolated, and how. */
export interface RunWish {
  /** What people call it: the command line. */
  readonly title: string;
  /** The program and its arguments; the program is looked for in PATH. */
  readonly args: readonly string[];
  /** An absolute path. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly isolation: Isolation;
}

/** How a run came to its end. */
export type RunEnd =
  | { readonly kind: 'exit'; readonly status: number; readonly oom?: RunOom }
  | { readonly kind: 'signal'; readonly signal: number; readonly oom?: RunOom }
  /** A step of its making failed, so the command was never started. */
  | {
      readonly kind: 'not-started';
      /** The system call with its arguments. */
      readonly call: DisplayText;
      /** Symbolic, such as `EACCES`. */
      readonly errno: string;
      /** The file, option or reason that the error is about; may be empty. */
      readonly detail: DisplayText;
    }
  /** The launcher did nothing, or failed itself. */
  | { readonly kind: 'refused'; readonly why: DisplayText }
  /** The launcher was killed, and the run with it. */
  | { readonly kind: 'cut-off' };

/** Processes of a run that the kernel killed because it used all memory that it may. */
export interface RunOom {
  readonly kills: number;
  /** Absent where the run itself has no limit: then it is one above it. */
  readonly limitBytes?: number;
}
