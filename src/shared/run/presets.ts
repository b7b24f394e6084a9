import type { RunLimits, RunPresetId } from '../model/run.ts';

/** What people are told of a way to isolate. */
export interface RunPreset {
  readonly id: RunPresetId;
  readonly title: string;
  /** A few words for a list. */
  readonly short: string;
  /** One sentence each. */
  readonly isolates: string;
  readonly doesNotIsolate: string;
  /** What it limits unless something else is said. */
  readonly limits: RunLimits;
  /** Whether it has the machine's files read-only, and asks about the folder in which the command runs. */
  readonly asksForFolder: boolean;
}

const SANDBOX_LIMITS: RunLimits = { memoryBytes: 512 * 1024 * 1024, cpus: 1, pids: 128 };

/** All of them, the one that most will want first. */
export const RUN_PRESETS: Readonly<Record<RunPresetId, RunPreset>> = {
  sandbox: {
    id: 'sandbox',
    title: 'Sandbox',
    short: 'no network, read-only system',
    isolates:
      'It has its own processes, users, hostname, /tmp and /dev, no network and no privileges, can write nothing of the ' +
      'machine but the folder that you give it, and is limited in memory, CPU and processes.',
    doesNotIsolate:
      'It can read every file that you can read, and it runs on the same kernel: a hole in the kernel is a way out.',
    limits: SANDBOX_LIMITS,
    asksForFolder: true,
  },
  'sandbox-with-network': {
    id: 'sandbox-with-network',
    title: 'Sandbox with network',
    short: 'your network, read-only system',
    isolates:
      'It has its own processes, users, hostname, /tmp and /dev and no privileges, can write nothing of the machine but ' +
      'the folder that you give it, and is limited in memory, CPU and processes.',
    doesNotIsolate:
      'It uses the network as you do, services of this machine included, so it can send away every file that you can ' +
      'read; and it runs on the same kernel.',
    limits: SANDBOX_LIMITS,
    asksForFolder: true,
  },
  'namespaces-only': {
    id: 'namespaces-only',
    title: 'Namespaces only',
    short: 'to look around; no limits',
    isolates:
      'It has its own view of processes, hostname, mounts, network and message queues, and the command is its PID 1: ' +
      'good for looking around.',
    doesNotIsolate:
      'Nothing is restricted: it can read and change every file that you can, with all your rights and without limits.',
    limits: {},
    asksForFolder: false,
  },
};
