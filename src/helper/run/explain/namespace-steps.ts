import type { IdMapping, PlanNamespace } from '../plan.ts';
import { quote } from './quote.ts';
import type { Describe } from './step-words.ts';

/** clone(2). */
const FLAGS: Readonly<Record<PlanNamespace, string>> = {
  user: 'CLONE_NEWUSER',
  mnt: 'CLONE_NEWNS',
  pid: 'CLONE_NEWPID',
  net: 'CLONE_NEWNET',
  ipc: 'CLONE_NEWIPC',
  uts: 'CLONE_NEWUTS',
  cgroup: 'CLONE_NEWCGROUP',
  time: 'CLONE_NEWTIME',
};

/** What each namespace gives; namespaces(7). */
const GIVES: Readonly<Record<PlanNamespace, string>> = {
  user: 'ids and privileges that count only inside',
  mnt: 'its own mounts',
  pid: 'its own processes, from PID 1',
  net: 'its own network, with nothing but a loopback device',
  ipc: 'its own message queues and shared memory',
  uts: 'its own hostname',
  cgroup: 'its own view of cgroups',
  time: 'its own clocks since the start',
};

const ranges = (map: readonly IdMapping[]) =>
  map.map(({ inside, outside, size }) => `${inside} ${outside} ${size}`).join(', ');

/** namespaces(7), user_namespaces(7). */
export const NAMESPACE_STEPS: Describe<
  | 'clone'
  | 'enter'
  | 'namespace.join'
  | 'namespace.unshare'
  | 'idmap'
  | 'idmap.tool'
  | 'setgroups.deny'
  | 'hostname'
  | 'domainname'
  | 'loopback.up'
> = {
  clone: ({ namespaces, into }) => ({
    call: `clone3({flags=${[
      ...namespaces.map((namespace) => FLAGS[namespace]),
      ...(into === undefined ? [] : ['CLONE_INTO_CGROUP']),
      'CLONE_PIDFD',
    ].join('|')}, exit_signal=SIGCHLD})`,
    why: `This is the container: a new process with ${namespaces.map((each) => GIVES[each]).join('; ') || 'no namespace of its own'}.`,
  }),
  enter: () => ({
    call: 'prctl(PR_SET_DUMPABLE, 0), setsid()',
    why: 'From here on the new process works itself; nobody may look into it before it is ready.',
  }),
  'namespace.join': ({ namespace, path }) => ({
    call: `setns(open(${quote(path)}), ${FLAGS[namespace]})`,
    why: `Goes into a namespace that is there already: ${GIVES[namespace]}.`,
  }),
  'namespace.unshare': ({ namespace }) => ({
    call: `unshare(${FLAGS[namespace]})`,
    why:
      namespace === 'cgroup'
        ? 'The cgroup that it is in now looks like the root of all cgroups from inside.'
        : `It gets ${GIVES[namespace]}.`,
  }),
  idmap: ({ kind, map }) => ({
    call: `echo "${ranges(map)}" > /proc/PID/${kind}_map`,
    why: `Says which ${kind === 'uid' ? 'users' : 'groups'} inside are which outside: inside, outside, how many.`,
  }),
  'idmap.tool': ({ kind, program, map }) => ({
    call: `execve(${quote(program)}, PID ${ranges(map)})`,
    why: `Only this program, which has the right to, may map more than one id: those that /etc/sub${kind} gives.`,
  }),
  'setgroups.deny': () => ({
    call: 'echo deny > /proc/PID/setgroups',
    why: 'Who is not root may map groups only after giving up to drop any: a group can also take a right away.',
  }),
  hostname: ({ name }) => ({
    call: `sethostname(${quote(name)})`,
    why: 'The hostname belongs to its UTS namespace: the machine keeps its own.',
  }),
  domainname: ({ name }) => ({
    call: `setdomainname(${quote(name)})`,
    why: 'So does the domain name of NIS.',
  }),
  'loopback.up': () => ({
    call: 'ioctl(socket, SIOCSIFFLAGS, {ifr_name="lo", ifr_flags=IFF_UP|IFF_RUNNING})',
    why: 'A new network namespace has one device, the loopback, and that is switched off.',
  }),
};
