import type { MachineFacts } from '../compile/machine-facts.ts';
import type { SeccompSpec } from '../spec/seccomp-schema.ts';
import type { Spec } from '../spec/spec-schema.ts';

/** A way to isolate a command, as an OCI specification. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  /** One sentence each, for people. */
  readonly isolates: string;
  readonly doesNotIsolate: string;
  /** What it limits unless something else is said. */
  readonly limits: PresetLimits;
  /** Whether a PID 1 of the launcher's own stands before the command. */
  readonly init: boolean;
  spec(input: PresetInput): Spec;
}

/** Absent is no limit. */
export interface PresetLimits {
  readonly memoryBytes?: number;
  readonly cpus?: number;
  readonly pids?: number;
}

export interface PresetInput {
  readonly facts: MachineFacts;
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly terminal: boolean;
  /** Where the command runs. */
  readonly workspace: { readonly path: string; readonly writable: boolean };
  readonly limits: PresetLimits;
  readonly seccomp: SeccompSpec;
}
