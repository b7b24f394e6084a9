import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { LabUnavailable, type LabContext } from './container.ts';
import { hasCommand, run, waitFor } from './exec.ts';
import { identify, type ProcessIdentity } from './process.ts';
import { labImage } from './rootfs.ts';

const socket = '/var/run/docker.sock';
const label = 'container-internals.lab';

async function answers(): Promise<boolean> {
  if (!existsSync(socket)) return false;
  const result = await run('docker', ['version', '--format', '{{.Server.Version}}'], {
    accept: [1],
    timeoutMs: 20_000,
  });
  return result.status === 0;
}

/** Whether Docker's storage holds containers that are not ours: its daemon might start them again. */
function hasForeignContainers(): boolean {
  const folder = '/var/lib/docker/containers';
  if (!existsSync(folder)) return false;
  return readdirSync(folder).some((id) => {
    const file = join(folder, id, 'config.v2.json');
    return existsSync(file) && !readFileSync(file, 'utf8').includes(label);
  });
}

/**
 * Starts dockerd unless one answers.
 * Without a bridge and packet filter it leaves the machine's network alone.
 * @param record is told of the daemon as soon as it is a process
 */
export async function startDockerd(lab: LabContext, record: (dockerd: ProcessIdentity) => void): Promise<void> {
  if (await answers()) return;
  if (process.getuid?.() !== 0) throw new LabUnavailable('docker', 'no daemon answers, and only root can start one');
  for (const command of ['dockerd', 'docker']) {
    if (!(await hasCommand(command))) throw new LabUnavailable('docker', `${command} is not installed`);
  }
  if (hasForeignContainers()) {
    throw new LabUnavailable(
      'docker',
      'its daemon is stopped and holds containers that are not ours: start it yourself',
    );
  }
  const log = join(lab.folder, '..', 'dockerd.log');
  const output = openSync(log, 'w');
  const args = ['--bridge=none', '--iptables=false', '--ip-forward=false'];
  const daemon = spawn('dockerd', args, { detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  daemon.unref();
  const { pid } = daemon;
  if (pid === undefined) throw new LabUnavailable('docker', 'dockerd could not be started');
  record(identify(pid));
  try {
    await waitFor(
      'an answer of dockerd',
      async () => {
        if (daemon.exitCode !== null) throw new Error(`it ended with status ${daemon.exitCode}`);
        return answers();
      },
      { timeoutMs: 60_000, everyMs: 50 },
    );
  } catch (error) {
    daemon.kill('SIGKILL');
    throw new Error(`dockerd: ${readFileSync(log, 'utf8').split('\n').slice(-6).join('\n')}`, { cause: error });
  }
}

/** Imports the lab's image into Docker, once. */
export async function ensureDockerImage(lab: LabContext): Promise<void> {
  const known = await run('docker', ['image', 'inspect', labImage], { accept: [1] });
  if (known.status !== 0) await run('docker', ['import', lab.rootfsTar, labImage]);
}

/** The socket of the containerd that Docker uses: its own, or the machine's. */
export function containerdSocket(): string {
  const candidates = ['/var/run/docker/containerd/containerd.sock', '/run/containerd/containerd.sock'];
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) throw new LabUnavailable('containerd', `no socket at ${candidates.join(' or ')}`);
  return found;
}
