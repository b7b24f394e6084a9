import type { DeviceChange, LimitChange } from '../../shared/model/limit-change.ts';
import type { ByteString } from '../../shared/text/display.ts';

/** What a change is worked out from: files of the container's own cgroup as they are at one moment. */
export interface EditSources {
  /** The content of a control file without its last newline, or -errno. */
  readonly read: (file: string) => ByteString | number;
  /** The same of the cgroup above. */
  readonly readAbove: (file: string) => ByteString | number;
  /** The content of a file below /sys, or -errno. */
  readonly readSystem: (path: string) => ByteString | number;
  /** Bytes. */
  readonly pageSize: number;
}

/** One write(2) to a control file, and what takes it back. */
export interface ControlWrite {
  readonly file: string;
  readonly text: string;
  readonly restore: string;
}

/** Limits of memory and swap together, in bytes, before and after a change of the memory limit. */
export interface SwapEdit {
  readonly before: number | 'max';
  readonly after: number | 'max';
}

/** What a change would write into the control files of one cgroup. */
export interface LimitEdit {
  /** The file that is told. */
  readonly file: string;
  /** What is told of its content now, and what would stand there. */
  readonly before: ByteString;
  readonly after: ByteString;
  /** In the order in which the kernel takes them. */
  readonly writes: readonly ControlWrite[];
  /** Whether a content, told as `before` is, holds what was to be set. */
  readonly isTaken: (content: ByteString) => boolean;
  readonly undo?: LimitChange;
  /** With a change of the memory limit, where the kernel counts swap. */
  readonly swap?: SwapEdit;
  /** With bandwidth of a device on version 2: all its limits as they would stand. */
  readonly device?: Required<DeviceChange>;
  /** With a quota of CPU time: microseconds. */
  readonly bandwidth?: { readonly quota: number | 'max'; readonly period: number };
}

/** How one kind of limit stands in the files of one version of the controller. */
export interface LimitFiles<C extends LimitChange> {
  /**
   * @returns -errno where a file cannot be read
   * @throws {BadValue}
   */
  edit(change: C, sources: EditSources): LimitEdit | number;
  /** What is told as the content, now: `before` of an edit, read alone. */
  content(change: C, read: EditSources['read']): ByteString | number;
}

/** A value that the kernel would refuse, or would take for another one. */
export class BadValue extends Error {
  override readonly name = 'BadValue';
}
