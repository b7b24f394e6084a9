import { spawn } from 'node:child_process';
import { run, waitFor } from '../../lab/exec.ts';
import { identify, type ProcessIdentity, waitForInit } from '../../lab/process.ts';
import { endProcess } from '../../lab/signal.ts';
import { claim } from '../../lab/started.ts';
import { ordinaryUser } from './ordinary-user.ts';

/** Something that systemd runs for a test, until it is stopped. */
export interface Unit {
  readonly name: string;
  readonly main: ProcessIdentity;
  stop(): Promise<void>;
}

/** Starts a service that sleeps; `properties` such as PrivateTmp=yes are those of systemd.exec(5). */
export async function startService(name: string, properties: readonly string[]): Promise<Unit> {
  const options = properties.map((property) => `--property=${property}`);
  await run('systemd-run', ['--quiet', `--unit=${name}`, ...options, 'sleep', '3600']);
  const main = await waitFor(`the process of ${name}`, async () => {
    const { stdout } = await run('systemctl', ['show', '--property=MainPID', '--value', `${name}.service`]);
    const pid = Number(stdout);
    return pid > 0 && identify(pid);
  });
  claim(main);
  return {
    name: `${name}.service`,
    main,
    stop: async () => {
      await run('systemctl', ['stop', `${name}.service`]);
    },
  };
}

export interface UserScope extends Unit {
  /** Pid 1 of the namespace that the program opened. */
  readonly init: ProcessIdentity;
}

/**
 * Has the ordinary user start a program in a scope of its own, which its own systemd makes.
 * @param command opens a pid namespace, as unshare(1) does
 */
export async function startUserScope(name: string, command: readonly string[]): Promise<UserScope> {
  const { uid, gid, home, as } = ordinaryUser;
  // It becomes the program itself: systemd-run(1) --scope.
  const child = spawn('systemd-run', ['--user', '--scope', '--quiet', `--unit=${name}`, ...command], {
    ...{ uid, gid, cwd: home, env: { ...process.env, ...as.env } },
    stdio: 'ignore',
  });
  if (child.pid === undefined) throw new Error('systemd-run could not be started');
  const main = identify(child.pid);
  const init = await waitForInit({ identity: main }, name);
  return {
    name: `${name}.scope`,
    main,
    init,
    stop: async () => {
      await endProcess(init);
      await endProcess(main);
    },
  };
}

/** Limits a slice of systemd; the slice need not exist yet: systemd.slice(5), systemd.resource-control(5). */
export async function limitSlice(slice: string, ...properties: readonly string[]): Promise<void> {
  await run('systemctl', ['set-property', '--runtime', slice, ...properties]);
}
