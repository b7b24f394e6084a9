import type { Readable, Writable } from 'node:stream';

/** How a helper's process ended. */
export type HelperEnd =
  | { readonly kind: 'exit'; readonly code: number | null; readonly signal: string | null }
  | { readonly kind: 'spawn'; readonly message: string };

/** A helper that was started: its streams and its life. */
export interface HelperProcess {
  readonly pid: number | undefined;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles once, when the process ended or could not be started. Never rejects. */
  readonly ended: Promise<HelperEnd>;
  /** Ends the process at once (SIGKILL), through the handle of this very child. */
  kill(): void;
}

/** One way to start a helper: as the user, by sudo, on another machine… Anything that carries stdin and stdout. */
export interface HelperLauncher {
  /** For the log: what is started. */
  readonly description: string;
  /** Starts a helper. What goes wrong shows in `ended`; this never throws. */
  launch(): HelperProcess;
}
