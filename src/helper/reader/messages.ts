import type { Reading } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';

/** What the helper asks its reader process; every path is bytes, one character each. */
export type ReaderOperation =
  /** A regular file, whole; not through a symbolic link at its end. */
  | { readonly kind: 'file'; readonly path: ByteString }
  | { readonly kind: 'folder'; readonly path: ByteString }
  /** The arguments of a process. */
  | { readonly kind: 'arguments'; readonly path: ByteString };

export interface ReaderRequest {
  readonly id: number;
  readonly operation: ReaderOperation;
}

export interface ReaderReply {
  readonly id: number;
  readonly reading: Reading<ByteString | readonly ByteString[]>;
}
