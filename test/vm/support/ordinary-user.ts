import type { RunOptions } from '../../lab/exec.ts';
import { run } from '../../lab/exec.ts';
import type { LabUser } from '../../lab/user.ts';

const NAME = 'ordinary';
const UID = 1000;

/** Runs a program as the machine's ordinary user, with the groups that a login gives. */
export const asOrdinaryUser = ['setpriv', '--reuid', `${UID}`, '--regid', `${UID}`, '--init-groups'] as const;

const env = {
  HOME: `/home/${NAME}`,
  USER: NAME,
  LOGNAME: NAME,
  XDG_RUNTIME_DIR: `/run/user/${UID}`,
  DBUS_SESSION_BUS_ADDRESS: `unix:path=/run/user/${UID}/bus`,
};

/** The user that the image was made with: its systemd and D-Bus run without a login, so it can have cgroups of its own. */
export const ordinaryUser: LabUser = {
  name: NAME,
  uid: UID,
  gid: UID,
  home: env.HOME,
  as: { uid: UID, gid: UID, env },
  run: (command: string, args: readonly string[], options: RunOptions = {}) =>
    run(command, args, { cwd: env.HOME, ...options, uid: UID, gid: UID, env: { ...env, ...options.env } }),
};
