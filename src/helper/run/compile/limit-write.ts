/** One limit of the specification, as a control file takes it. */
export interface LimitWrite {
  readonly version: 1 | 2;
  readonly controller: string;
  readonly file: string;
  readonly value: string;
  /** Where the specification says it. */
  readonly path: string;
}
