import { RUN_PRESETS } from '../../../shared/run/presets.ts';
import type { Preset } from './preset.ts';
import { sandboxSpec } from './sandbox-spec.ts';

export const SANDBOX: Preset = {
  ...RUN_PRESETS.sandbox,
  init: true,
  spec: (input) => sandboxSpec(input, false),
};
