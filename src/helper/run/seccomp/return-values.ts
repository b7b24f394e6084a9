import type { SeccompSpec } from '../spec/seccomp-schema.ts';

type Action = SeccompSpec['defaultAction'];

/** SECCOMP_RET_*; seccomp(2). */
const ACTIONS: Readonly<Record<Action, number>> = {
  SCMP_ACT_KILL: 0,
  SCMP_ACT_KILL_THREAD: 0,
  SCMP_ACT_KILL_PROCESS: 0x8000_0000,
  SCMP_ACT_TRAP: 0x0003_0000,
  SCMP_ACT_ERRNO: 0x0005_0000,
  SCMP_ACT_TRACE: 0x7ff0_0000,
  SCMP_ACT_LOG: 0x7ffc_0000,
  SCMP_ACT_ALLOW: 0x7fff_0000,
};

const EPERM = 1;

/** What a filter returns for an action; with an error that is EPERM unless told. */
export function actionValue(action: Action, errno: number = EPERM): number {
  const takesData = action === 'SCMP_ACT_ERRNO' || action === 'SCMP_ACT_TRACE';
  return (ACTIONS[action] | (takesData ? errno : 0)) >>> 0;
}

export const KILL_PROCESS = ACTIONS.SCMP_ACT_KILL_PROCESS;

/** The call fails with ENOSYS, 38 on all architectures that we support. */
export const ENOSYS = actionValue('SCMP_ACT_ERRNO', 38);
