/**
 * Every error that the helper answers with. The code names the cause; `HelperErrorData` says which operation on what
 * failed, so that the extension can word it in one place.
 */
export type HelperErrorCode =
  /** A parameter is missing, of the wrong type, out of bounds or unknown. */
  | 'INVALID_PARAMS'
  /** There is no such request. */
  | 'UNKNOWN_METHOD'
  /** What came is not a JSON-RPC message, or is larger than any may be. */
  | 'BAD_MESSAGE'
  /** A request came before `initialize`. */
  | 'NOT_INITIALIZED'
  /** A second `initialize`. */
  | 'ALREADY_INITIALIZED'
  /** The extension speaks another version of the protocol. */
  | 'PROTOCOL_VERSION'
  /** No container with this id is running any more. */
  | 'GONE'
  /** The kernel refused. */
  | 'PERMISSION'
  /** The grant under which the helper works does not allow this. */
  | 'NOT_GRANTED'
  /** The answer did not come within the deadline. */
  | 'TIMEOUT'
  /** The caller withdrew the request. */
  | 'CANCELLED'
  /** The kernel answered with another error; see `errno`. */
  | 'SYSTEM'
  /** A defect of the helper. */
  | 'INTERNAL';

export interface HelperErrorData {
  readonly code: HelperErrorCode;
  readonly operation: string;
  readonly target?: string;
  /** Symbolic, such as `EACCES`. */
  readonly errno?: string;
}

/** A failure that can cross the wire. The message is for the log; what a person reads is worded by the extension. */
export class HelperError extends Error {
  override readonly name = 'HelperError';
  readonly data: HelperErrorData;

  constructor(data: HelperErrorData, message: string, options?: ErrorOptions) {
    super(message, options);
    this.data = data;
  }
}
