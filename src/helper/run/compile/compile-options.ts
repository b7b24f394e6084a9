import type { SeccompSpec } from '../spec/seccomp-schema.ts';

/** Makes the filter of seccomp(2): struct sock_filter, 8 bytes each, and SECCOMP_FILTER_FLAG_*. */
export type CompileSeccomp = (
  seccomp: SeccompSpec,
  architecture: 'x64' | 'arm64',
) => { readonly flags: number; readonly filter: Uint8Array };

/** What a run needs to know that is no part of the specification. */
export interface CompileOptions {
  /** The folder of `config.json`, to which relative paths refer; `undefined` where they are refused. */
  readonly bundle: string | undefined;
  /** The name of the cgroup where the specification gives none. */
  readonly cgroupName: string;
  /** Controllers of version 1 in which the run gets a cgroup of its own even where nothing is limited. */
  readonly controllers: readonly string[];
  /** Whether a PID 1 of the launcher's own reaps and passes signals on. */
  readonly init: boolean;
  readonly dieWithParent: boolean;
  /** Of the terminal, where the specification gives none. */
  readonly columns: number;
  readonly rows: number;
  readonly compileSeccomp: CompileSeccomp;
}
