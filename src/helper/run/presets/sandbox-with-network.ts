import type { Preset } from './preset.ts';
import { SANDBOX_LIMITS } from './sandbox.ts';
import { sandboxSpec } from './sandbox-spec.ts';

export const SANDBOX_WITH_NETWORK: Preset = {
  id: 'sandbox-with-network',
  title: 'Sandbox with network',
  isolates:
    'It has its own processes, users, hostname, /tmp and /dev and no privileges, can write nothing of the machine but ' +
    'the folder that you give it, and is limited in memory, CPU and processes.',
  doesNotIsolate:
    'It uses the network as you do, services of this machine included, so it can send away every file that you can ' +
    'read; and it runs on the same kernel.',
  limits: SANDBOX_LIMITS,
  init: true,
  spec: (input) => sandboxSpec(input, true),
};
