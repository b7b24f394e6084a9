import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { waitFor } from './exec.ts';
import { hasCgroupV1 } from './host.ts';
import { identify } from './process.ts';
import { endProcess } from './signal.ts';

/** Where the service of the system's Podman listens; podman-system-service(1). */
export const PODMAN_SOCKET = '/run/podman/podman.sock';

/** Starts the service of Podman, which runs only where somebody asked for it. Freed, it is gone with its socket. */
export async function startPodmanService(): Promise<AsyncDisposable> {
  if (existsSync(PODMAN_SOCKET)) throw new Error('a service of Podman runs already');
  mkdirSync(dirname(PODMAN_SOCKET), { recursive: true });
  // As for containers: crun, the default, refuses machines with both cgroup versions.
  const runtime = hasCgroupV1() ? ['--runtime=runc'] : [];
  const args = [...runtime, 'system', 'service', '--time=0', `unix://${PODMAN_SOCKET}`];
  const service = identify(spawn('podman', args, { stdio: 'ignore' }).pid ?? 0);
  const stop = async () => {
    await endProcess(service);
    // Podman leaves it where it is ended: whoever finds it takes the service for running.
    rmSync(PODMAN_SOCKET, { force: true });
  };
  try {
    await waitFor('the service of Podman', () => existsSync(PODMAN_SOCKET), { timeoutMs: 30_000 });
  } catch (error) {
    await stop();
    throw error;
  }
  return { [Symbol.asyncDispose]: stop };
}
