import type { Reading } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { PackedFacts } from '../proc/packed-facts.ts';

/** What may hang whoever does it; every path is bytes, one character each. */
export type HangingOperation =
  /** A regular file, whole; not through a symbolic link at its end. */
  | { readonly kind: 'file'; readonly path: ByteString }
  | { readonly kind: 'folder'; readonly path: ByteString }
  /** The arguments of a process. */
  | { readonly kind: 'arguments'; readonly path: ByteString };

/** What the helper asks its reader process. */
export type ReaderOperation =
  | HangingOperation
  /** The facts of processes: nothing of it hangs, but there may be thousands, and another processor for them. */
  | { readonly kind: 'processes'; readonly pids: readonly number[] };

export interface ReaderRequest {
  readonly id: number;
  readonly operation: ReaderOperation;
}

export interface ReaderReply {
  readonly id: number;
  readonly reading: Reading<ByteString | readonly ByteString[] | PackedFacts>;
}
