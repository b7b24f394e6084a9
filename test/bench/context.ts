import type { Undo } from './undo.ts';

/** What all measurements share. */
export interface Context {
  readonly undo: Undo;
  /** The folder of the production build of the extension. */
  readonly build: string;
  /** The folder of the bundled scripts of the benchmark. */
  readonly scripts: string;
  /** The program that makes many processes and containers. */
  readonly crowd: string;
  /** Fewer rounds. */
  readonly quick: boolean;
}
