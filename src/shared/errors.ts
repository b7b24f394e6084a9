import type { DisplayText } from './text/display.ts';

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
  /** The process is another one than the caller means: that one ended, and its pid was given away again. */
  | 'STALE_TARGET'
  /** The target is one that is never touched; see `protection`. */
  | 'PROTECTED'
  /** What is to be changed is not as the caller saw it any more. */
  | 'CHANGED'
  /** The value is none that the kernel takes, or would be taken for another; see `detail`. */
  | 'BAD_VALUE'
  /** This kernel, or this container's cgroup, has no such thing. */
  | 'UNSUPPORTED'
  /** What is to be run cannot be described, or not be made on this machine; see `detail`. */
  | 'BAD_RUN'
  /** The runtime or systemd, which owns the cgroup, refused; see `detail`. */
  | 'REFUSED'
  /** The kernel took the value and shows another one; see `detail`. */
  | 'NOT_TAKEN'
  /** The answer did not come within the deadline. */
  | 'TIMEOUT'
  /** The caller withdrew the request. */
  | 'CANCELLED'
  /** The kernel answered with another error; see `errno`. */
  | 'SYSTEM'
  /** A defect of the helper. */
  | 'INTERNAL';

/** Why a target is never signalled, frozen or limited. */
export type Protection =
  /** PID 1 of the machine, or of the pid namespace that the helper is in. */
  | 'machine-init'
  | 'kernel-thread'
  /** The helper, or a program that it started. */
  | 'helper'
  /** An ancestor of the helper: VS Code, its server, the terminal or service that started it. */
  | 'editor'
  /** The container in which the helper and VS Code run, or one around it. */
  | 'own-container'
  /** The first process of a container, named as a process: what ends it ends the container, which must be named. */
  | 'container-init';

export interface HelperErrorData {
  readonly code: HelperErrorCode;
  readonly operation: string;
  readonly target?: string;
  /** Symbolic, such as `EACCES`. */
  readonly errno?: string;
  /** With `PROTECTED`. */
  readonly protection?: Protection;
  /** More in words of others: the last line of what a runtime said, or a value that was read back. */
  readonly detail?: DisplayText;
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
