import { capabilitiesUpTo } from '../spec/capability.ts';
import { octal, quote } from './quote.ts';
import type { Describe } from './step-words.ts';

/** struct sock_filter. */
const INSTRUCTION_BYTES = 8;
const SHOWN_ARGUMENTS = 20;
/** More than any kernel has: those that have a name. */
const MOST_CAPABILITIES = 63;

function names(set: bigint): string {
  const held = capabilitiesUpTo(MOST_CAPABILITIES).filter((_, number) => ((set >> BigInt(number)) & 1n) === 1n);
  if (held.length === 0) return '0';
  return held.length > 8 ? `${held.length} capabilities` : held.join('|');
}

/** credentials(7), capabilities(7), seccomp(2). */
export const PROCESS_STEPS: Describe<
  | 'terminal'
  | 'rlimit'
  | 'oom_score_adj'
  | 'umask'
  | 'no_new_privs'
  | 'capabilities.bound'
  | 'user'
  | 'capabilities'
  | 'seccomp'
  | 'cwd'
  | 'init'
  | 'exec'
> = {
  terminal: ({ console, columns, rows }) => ({
    call: `open("/dev/ptmx"), ioctl(TIOCGPTPEER), ioctl(TIOCSWINSZ, {${rows}, ${columns}}), ioctl(TIOCSCTTY), dup2(…)${console ? ', move_mount(…, "/dev/console")' : ''}`,
    why: 'A terminal of its own; what is typed into yours is passed on to it, and what it writes is passed back.',
  }),
  rlimit: ({ resource, soft, hard }) => ({
    call: `prlimit64(0, ${resource}, {rlim_cur=${soft}, rlim_max=${hard}})`,
    why: 'A limit of each process alone, older than cgroups.',
  }),
  oom_score_adj: ({ value }) => ({
    call: `echo ${value} > /proc/PID/oom_score_adj`,
    why: 'How soon the kernel kills it where the machine has no memory left.',
  }),
  umask: ({ mask }) => ({ call: `umask(${octal(mask)})`, why: 'Rights that new files do not get.' }),
  no_new_privs: () => ({
    call: 'prctl(PR_SET_NO_NEW_PRIVS, 1)',
    why: 'No program that it starts can have more rights than it: sudo and other setuid programs do nothing.',
  }),
  'capabilities.bound': ({ set }) => ({
    call: `prctl(PR_CAPBSET_DROP, …)  # all but ${names(set)}`,
    why: 'Privileges that it can never get again, whoever it becomes.',
  }),
  user: ({ uid, gid, groups }) => ({
    call: `${groups === undefined ? '' : `setgroups(${groups.length}, [${groups.join(', ')}]), `}setresgid(${gid}), setresuid(${uid})`,
    why: 'It becomes the user that it is to be, as the user namespace knows it.',
  }),
  capabilities: ({ effective, permitted, inheritable, ambient }) => ({
    call: `capset({effective=${names(effective)}, permitted=${names(permitted)}, inheritable=${names(inheritable)}}), prctl(PR_CAP_AMBIENT, ${names(ambient)})`,
    why:
      permitted === 0n
        ? 'Without capabilities root is a user like any other.'
        : 'The parts of root’s power that it has.',
  }),
  seccomp: ({ filter }) => ({
    call: `seccomp(SECCOMP_SET_MODE_FILTER, …, {len=${filter.byteLength / INSTRUCTION_BYTES}})`,
    why: 'A filter decides about each system call: what only administration needs is refused, so that holes there cannot be used.',
  }),
  cwd: ({ path }) => ({ call: `chdir(${quote(path)})`, why: 'The folder in which the command begins.' }),
  init: () => ({
    call: 'fork()',
    why: 'PID 1 has duties: it must reap orphans, and no signal reaches it that it does not handle. A small one of our own does that, and the command is PID 2.',
  }),
  exec: ({ arguments: args, environment }) => ({
    call: `execve(${quote(args[0] ?? '')}, [${args
      .slice(0, SHOWN_ARGUMENTS)
      .map((argument) => quote(argument))
      .join(', ')}${args.length > SHOWN_ARGUMENTS ? ', …' : ''}], /* ${environment.length} variables */)`,
    why: 'The command takes the place of the launcher’s code. All that was set up stays.',
  }),
};
