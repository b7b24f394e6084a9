import type { Step } from '../plan.ts';
import type { ProcessSpec } from '../spec/process-schema.ts';
import { rlimitNumber } from '../spec/rlimit.ts';
import { capabilitySets } from './capability-sets.ts';
import type { Context } from './context.ts';
import { deniesGroups } from './identity.ts';
import type { MountPlan } from './mounts.ts';

/** What runc sets where nothing is said. */
const DEFAULT_UMASK = 0o022;
const RLIM_INFINITY = 2n ** 64n - 1n;
/** As the nearest number of JSON. */
const INFINITY = 2 ** 64;

/** Written by the launcher, while the new process waits. */
export function oomScoreSteps({ oomScoreAdj }: ProcessSpec): readonly Step[] {
  return oomScoreAdj === undefined ? [] : [{ op: 'oom_score_adj', value: oomScoreAdj }];
}

/** Over /dev/console only where that is in a /dev of the run's own. */
export function terminalSteps({ spec, options }: Context, { ownDev }: MountPlan): readonly Step[] {
  const { terminal, consoleSize } = spec.process;
  if (terminal !== true) return [];
  const { columns, rows } = options;
  return [
    { op: 'terminal', console: ownDev, columns: consoleSize?.width ?? columns, rows: consoleSize?.height ?? rows },
  ];
}

/** From the limits to the program, in the order of `linuxStandardInit` of runc. */
export function processSteps(context: Context): readonly Step[] {
  const { process } = context.spec;
  const { user } = process;
  const noNewPrivileges = process.noNewPrivileges === true;
  const seccomp = seccompSteps(context);
  const { bounding, ...sets } = capabilitySets(context);
  return [
    ...(process.rlimits ?? []).map(
      ({ type, soft, hard }) =>
        ({ op: 'rlimit', resource: rlimitNumber(type), soft: rlimit(soft), hard: rlimit(hard) }) as const,
    ),
    { op: 'umask', mask: user.umask ?? DEFAULT_UMASK },
    ...(noNewPrivileges ? [{ op: 'no_new_privs' } as const] : []),
    // Without no_new_privs a filter takes CAP_SYS_ADMIN; with it, it comes last, so that it need allow less.
    ...(noNewPrivileges ? [] : seccomp),
    { op: 'capabilities.bound', set: bounding },
    {
      op: 'user',
      uid: user.uid,
      gid: user.gid,
      groups: deniesGroups(context) ? undefined : (user.additionalGids ?? []),
    },
    { op: 'capabilities', ...sets },
    { op: 'cwd', path: process.cwd },
    ...(noNewPrivileges ? seccomp : []),
    ...(context.options.init ? [{ op: 'init' } as const] : []),
    { op: 'exec', arguments: process.args, environment: environment(process) },
  ];
}

/** Each name once, with the value that comes last: some programs would take the first. As in runc HOME is always there. */
function environment({ env = [], user: { uid } }: ProcessSpec): readonly string[] {
  const entries = env.map((entry) => [entry.slice(0, entry.indexOf('=')), entry] as const);
  const named = new Map(entries);
  // Never from the root's /etc/passwd, which is a file of whoever made the root.
  if ((named.get('HOME') ?? 'HOME=') === 'HOME=') named.set('HOME', uid === 0 ? 'HOME=/root' : 'HOME=/');
  return [...named.values()];
}

function seccompSteps({ spec, facts, options }: Context): readonly Step[] {
  const { seccomp } = spec.linux;
  if (seccomp === undefined) return [];
  return [{ op: 'seccomp', ...options.compileSeccomp(seccomp, facts.architecture) }];
}

function rlimit(value: number): bigint {
  return value === INFINITY ? RLIM_INFINITY : BigInt(value);
}
