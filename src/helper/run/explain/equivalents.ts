import { shellQuoted } from '../../../shared/text/path.ts';
import type { NamespaceType } from '../spec/namespace-schema.ts';
import type { Spec } from '../spec/spec-schema.ts';

/** A command of another tool that does nearly the same. */
export interface Equivalent {
  readonly tool: 'unshare' | 'bwrap' | 'runc';
  /** A line for a shell, or a few. */
  readonly command: string;
  /** What it does otherwise, a sentence each. */
  readonly differs: readonly string[];
}

const UNSHARE_OPTIONS: Readonly<Record<NamespaceType, readonly string[]>> = {
  user: ['--user', '--map-current-user', '--keep-caps'],
  mount: ['--mount'],
  pid: ['--pid', '--fork', '--mount-proc'],
  network: ['--net'],
  ipc: ['--ipc'],
  uts: ['--uts'],
  cgroup: ['--cgroup'],
  time: ['--time'],
};

const BWRAP_OPTIONS: Readonly<Record<NamespaceType, readonly string[]>> = {
  user: ['--unshare-user'],
  // bubblewrap always makes one.
  mount: [],
  pid: ['--unshare-pid'],
  network: ['--unshare-net'],
  ipc: ['--unshare-ipc'],
  uts: ['--unshare-uts'],
  cgroup: ['--unshare-cgroup'],
  time: [],
};

/** What other tools would be asked for. Namespaces by path are left out: none of them joins those. */
export function equivalents(spec: Spec): readonly Equivalent[] {
  return [unshare(spec), bwrap(spec), runc(spec)];
}

const line = (words: readonly string[]) => words.map(shellQuoted).join(' ');

function newTypes({ linux }: Spec): readonly NamespaceType[] {
  return (linux.namespaces ?? []).filter(({ path }) => path === undefined).map(({ type }) => type);
}

/** unshare(1). */
function unshare(spec: Spec): Equivalent {
  const { args, cwd } = spec.process;
  const { hostname } = spec;
  const types = newTypes(spec);
  const named =
    hostname === undefined ? args : ['sh', '-c', `hostname ${shellQuoted(hostname)} && exec "$@"`, 'sh', ...args];
  const hasMounts = types.includes('mount') && (spec.root.readonly === true || (spec.mounts ?? []).some(isBind));
  return {
    tool: 'unshare',
    command: line(['unshare', ...types.flatMap((type) => UNSHARE_OPTIONS[type]), `--wd=${cwd}`, '--', ...named]),
    differs: [
      ...(hasMounts
        ? [
            'Files: it has those of the machine, with your rights; a read-only root and mounts need more commands inside.',
          ]
        : []),
      ...(spec.linux.seccomp === undefined ? [] : ['System calls: there is no seccomp filter.']),
      ...(keepsCapabilities(spec) ? [] : ['Privileges: it has all capabilities in its user namespace.']),
      ...limitsDiffer(spec),
      'Terminal: it is yours, so a program in it could type into it.',
    ],
  };
}

/** bwrap(1). */
function bwrap(spec: Spec): Equivalent {
  const { args, cwd, user } = spec.process;
  const { hostname, mounts = [] } = spec;
  const types = newTypes(spec);
  const words = [
    'bwrap',
    ...types.flatMap((type) => BWRAP_OPTIONS[type]),
    ...(types.includes('user') ? ['--uid', String(user.uid), '--gid', String(user.gid)] : []),
    ...(types.includes('uts') && hostname !== undefined ? ['--hostname', hostname] : []),
    ...[spec.root.readonly === true ? '--ro-bind' : '--dev-bind', spec.root.path, '/'],
    ...mounts.flatMap(bwrapMount),
    ...['--chdir', cwd, '--die-with-parent', '--new-session'],
    ...(keepsCapabilities(spec) ? [] : ['--cap-drop', 'ALL']),
    ...['--', ...args],
  ];
  return {
    tool: 'bwrap',
    command: line(words),
    differs: [
      ...(types.includes('time') ? ['Clocks: it makes no time namespace.'] : []),
      ...(spec.linux.seccomp === undefined
        ? []
        : ['System calls: a filter must be compiled and passed with --seccomp.']),
      ...((spec.linux.maskedPaths ?? []).length === 0
        ? []
        : ['Files of the kernel: those that tell too much are not hidden.']),
      ...limitsDiffer(spec),
      'Terminal: --new-session takes yours away from it, so job control does not work.',
    ],
  };
}

function bwrapMount(mount: NonNullable<Spec['mounts']>[number]): readonly string[] {
  const { destination, type, source = '', options = [] } = mount;
  if (isBind(mount)) {
    const isReadOnly = options.some((option) => option === 'ro' || option === 'rro');
    return [isReadOnly ? '--ro-bind' : '--bind', source, destination];
  }
  if (type === 'proc') return ['--proc', destination];
  if (type === 'mqueue') return ['--mqueue', destination];
  if (destination === '/dev') return ['--dev', destination];
  // --dev makes those, and it cannot make a new sysfs.
  if (destination.startsWith('/dev/') || type !== 'tmpfs') return [];
  return ['--tmpfs', destination];
}

function isBind({ type, options = [] }: NonNullable<Spec['mounts']>[number]): boolean {
  return type === 'bind' || options.includes('bind') || options.includes('rbind');
}

/** runc(8). */
function runc(spec: Spec): Equivalent {
  const isMachineRoot = spec.root.path === '/';
  return {
    tool: 'runc',
    command: [
      '# In a folder of its own with the config.json below:',
      ...(isMachineRoot ? ['mkdir root && sudo mount --rbind / root  # then "path": "root" in config.json'] : []),
      'sudo runc run isolated-1',
      ...(isMachineRoot ? ['sudo umount --lazy root'] : []),
    ].join('\n'),
    differs: [
      ...(isMachineRoot
        ? ['Root: it does not take "/" itself, so the machine’s root is bound to a folder first.']
        : []),
      'PID 1: the command itself, unless the configuration names an init.',
      ...(spec.linux.seccomp === undefined
        ? []
        : ['System calls: of several rules for one call, one without conditions overrides the others.']),
    ],
  };
}

function keepsCapabilities({ process: { capabilities } }: Spec): boolean {
  return (capabilities?.bounding ?? []).length > 0;
}

function limitsDiffer({ linux: { resources } }: Spec): readonly string[] {
  const { memory, cpu, pids } = resources ?? {};
  const properties = [
    ...(memory?.limit === undefined ? [] : [`MemoryMax=${memory.limit}`, 'MemorySwapMax=0']),
    ...(cpu?.quota === undefined || cpu.period === undefined
      ? []
      : [`CPUQuota=${Math.round((cpu.quota / cpu.period) * 100)}%`]),
    ...(pids?.limit === undefined ? [] : [`TasksMax=${pids.limit}`]),
  ];
  if (properties.length === 0) return [];
  const options = properties.map((property) => `-p ${property}`).join(' ');
  return [`Limits: it sets none. With systemd put before it: systemd-run --user --scope ${options}`];
}
