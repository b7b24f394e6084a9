import type { HelperClient } from '../support/helper-client.ts';
import type { Undo } from './undo.ts';

/** What all measurements share. */
export interface Context {
  readonly undo: Undo;
  /** The folder of the production build. */
  readonly build: string;
  /** The folder of the bundled scripts of the benchmark. */
  readonly scripts: string;
  /** The program that makes many processes and containers. */
  readonly crowd: string;
  /** Fewer rounds: to see whether it works. */
  readonly quick: boolean;
  readonly say: (line: string) => void;
}

/** Containers with cgroups and namespaces of their own need root. */
export const isRoot = (): boolean => process.geteuid?.() === 0;

/** Has the helper ended with everything else. */
export function endLater(client: HelperClient, undo: Undo): () => Promise<void> {
  return undo.defer(() => client[Symbol.asyncDispose]());
}
