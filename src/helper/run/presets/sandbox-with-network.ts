import { RUN_PRESETS } from '../../../shared/run/presets.ts';
import type { Preset } from './preset.ts';
import { sandboxSpec } from './sandbox-spec.ts';

export const SANDBOX_WITH_NETWORK: Preset = {
  ...RUN_PRESETS['sandbox-with-network'],
  init: true,
  spec: (input) => sandboxSpec(input, true),
};
