import { mkdir } from 'node:fs/promises';
import { LabUnavailable, type LabContext } from './container.ts';
import { run, type RunOptions, type RunResult } from './exec.ts';
import { claimUser } from './started.ts';

/** The user "nobody" of most systems, with no groups and no home. */
export const nobody = 65534;

/** Runs a command as an unprivileged user without groups. */
export function runUnprivileged(
  command: string,
  args: readonly string[],
  options: Omit<RunOptions, 'uid' | 'gid'> & { uid?: number } = {},
): Promise<RunResult> {
  const { uid = nobody, ...rest } = options;
  const id = String(uid);
  return run('setpriv', ['--reuid', id, '--regid', id, '--clear-groups', command, ...args], rest);
}

/** A user of its own with a home folder and subordinate ids, as rootless runtimes need. */
export interface LabUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
  /** For run() and hold(): whom to be, and HOME, USER and XDG_RUNTIME_DIR. */
  readonly as: { readonly uid: number; readonly gid: number; readonly env: Readonly<Record<string, string>> };
  run(command: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
}

/** Makes a user with useradd(8) and removes it, its home and runtime folder when the lab closes. */
export async function makeUser(lab: LabContext): Promise<LabUser> {
  if (process.getuid?.() !== 0) throw new LabUnavailable('a user', 'only root can make one');
  const name = `ci-${lab.nextName('user').replaceAll('-', '')}`.slice(0, 31);
  // Status 6: there is no such user. 12: its home is gone.
  const undo = lab.undo(`user ${name}`, { run: ['userdel', '--remove', name], accept: [6, 12] });
  await run('useradd', ['--create-home', '--user-group', '--shell', '/bin/sh', name]);
  const fields = (await run('getent', ['passwd', name])).stdout.trim().split(':');
  const [uid, gid, home = ''] = [Number(fields[2]), Number(fields[3]), fields[5]];
  claimUser(uid);
  // Rootless Podman leaves a process that holds its namespaces.
  undo.first({ endUser: uid });
  const runtime = `/run/user/${uid}`;
  lab.undo(`the runtime folder of ${name}`, { remove: runtime });
  await mkdir(runtime, { recursive: true, mode: 0o700 });
  await run('chown', [`${uid}:${gid}`, runtime]);
  const as = { uid, gid, env: { HOME: home, USER: name, LOGNAME: name, XDG_RUNTIME_DIR: runtime } };
  return {
    name,
    uid,
    gid,
    home,
    as,
    run: (command, args, options = {}) =>
      run(command, args, { cwd: home, ...options, ...as, env: { ...as.env, ...options.env } }),
  };
}
