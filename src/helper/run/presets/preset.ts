import type { RunLimits } from '../../../shared/model/run.ts';
import type { RunPreset } from '../../../shared/run/presets.ts';
import type { MachineFacts } from '../compile/machine-facts.ts';
import type { SeccompSpec } from '../spec/seccomp-schema.ts';
import type { Spec } from '../spec/spec-schema.ts';

/** A way to isolate a command, as an OCI specification. */
export interface Preset extends RunPreset {
  /** Whether a PID 1 of the launcher's own stands before the command. */
  readonly init: boolean;
  spec(input: PresetInput): Spec;
}

export interface PresetInput {
  readonly facts: MachineFacts;
  readonly args: readonly string[];
  readonly env: readonly string[];
  readonly terminal: boolean;
  /** Where the command runs. */
  readonly workspace: { readonly path: string; readonly writable: boolean };
  readonly limits: RunLimits;
  readonly seccomp: SeccompSpec;
}
