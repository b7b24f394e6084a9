import type { Preset, PresetLimits } from './preset.ts';
import { sandboxSpec } from './sandbox-spec.ts';

export const SANDBOX_LIMITS: PresetLimits = { memoryBytes: 512 * 1024 * 1024, cpus: 1, pids: 128 };

export const SANDBOX: Preset = {
  id: 'sandbox',
  title: 'Sandbox',
  isolates:
    'It has its own processes, users, hostname, /tmp and /dev, no network and no privileges, can write nothing of the ' +
    'machine but the folder that you give it, and is limited in memory, CPU and processes.',
  doesNotIsolate:
    'It can read every file that you can read, and it runs on the same kernel: a hole in the kernel is a way out.',
  limits: SANDBOX_LIMITS,
  init: true,
  spec: (input) => sandboxSpec(input, false),
};
