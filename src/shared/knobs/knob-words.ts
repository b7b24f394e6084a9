import type { ControllerName } from '../model/knob.ts';

/** How the content of a control file is meant, for its human form. */
export type KnobUnit =
  /** A number of bytes or `max`. */
  | 'bytes'
  | 'count'
  | 'microseconds'
  | 'nanoseconds'
  /** `cpu.max`: quota and period in microseconds. */
  | 'quota'
  /** A relative weight. */
  | 'weight'
  /** 0 or 1. */
  | 'switch'
  | 'percent'
  /** A list of CPUs or memory nodes such as `0-3`. */
  | 'list'
  /** Lines of a device number and key=value pairs, or a device number and a number of bytes or operations. */
  | 'devices'
  /** Lines of a key and a number. */
  | 'keyed'
  | 'text';

/** What the product knows about one control file. */
export interface KnobWords {
  /** The file's name; `*` stands for one part that differs, as the page size in `hugetlb.*.max`. */
  readonly file: string;
  readonly version: 1 | 2;
  readonly unit: KnobUnit;
  /** One plain sentence: what it is, or what happens at the limit. */
  readonly meaning: string;
  /** Below https://docs.kernel.org/, with the section. */
  readonly doc: string;
}

/** The files of one controller, of both versions. */
export interface ControllerWords {
  readonly controller: ControllerName;
  /** What the controller does, in one sentence. */
  readonly meaning: string;
  readonly knobs: readonly KnobWords[];
}
