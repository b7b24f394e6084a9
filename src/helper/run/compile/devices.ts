import type { MakeNode, Step } from '../plan.ts';
import { cleanPath } from '../spec/clean-path.ts';
import type { DeviceSpec } from '../spec/device-schema.ts';
import { findNamespace } from '../spec/find-namespace.ts';
import type { Context } from './context.ts';
import type { MountPlan } from './mounts.ts';

/** Those that every run has: config-linux.md, default devices. */
export const DEFAULT_DEVICES = [
  { path: '/dev/null', major: 1, minor: 3 },
  { path: '/dev/zero', major: 1, minor: 5 },
  { path: '/dev/full', major: 1, minor: 7 },
  { path: '/dev/random', major: 1, minor: 8 },
  { path: '/dev/urandom', major: 1, minor: 9 },
  { path: '/dev/tty', major: 5, minor: 0 },
] as const;

const LINKS: readonly (readonly [path: string, target: string])[] = [
  ['/dev/fd', '/proc/self/fd'],
  ['/dev/stdin', '/proc/self/fd/0'],
  ['/dev/stdout', '/proc/self/fd/1'],
  ['/dev/stderr', '/proc/self/fd/2'],
];

const ANYBODY = 0o666;
const PERMISSIONS = 0o7777;

/** Nothing is made in a /dev that is not the run's own: it may be the machine's, or somebody's folder. */
export function deviceSteps(context: Context, { ownDev, madeReadonly }: MountPlan): readonly Step[] {
  const { devices = [] } = context.spec.linux;
  const asked = devices.map((device, index) => nodeStep(context, device, `linux.devices[${index}]`));
  if (!ownDev) return asked;
  const paths = new Set(asked.map(({ path }) => path));
  const defaults = DEFAULT_DEVICES.filter(({ path }) => !paths.has(path)).map((device) =>
    nodeStep(context, { ...device, type: 'c' }, ''),
  );
  const links = [...LINKS, ...ptmx(context)].filter(([path]) => !paths.has(path));
  // The terminal comes when a /dev that is to be read-only is so.
  const hasConsole = context.spec.process.terminal === true && madeReadonly.some((step) => isReadonlyDev(step));
  return [
    ...defaults,
    ...links.map(([path, target]) => ({ op: 'make.link', path, target }) as const),
    ...asked,
    ...(hasConsole ? [{ op: 'make.file', path: '/dev/console', mode: 0o600 } as const] : []),
  ];
}

function isReadonlyDev(step: Step): boolean {
  return step.op === 'readonly' && step.path === '/dev';
}

/** A devpts of the run's own has its own multiplexer. */
function ptmx({ spec: { mounts = [] } }: Context): readonly (readonly [path: string, target: string])[] {
  return mounts.some(({ destination }) => cleanPath(destination) === '/dev/pts') ? [['/dev/ptmx', 'pts/ptmx']] : [];
}

function nodeStep(context: Context, device: DeviceSpec, path: string): MakeNode {
  const { spec, facts, problems } = context;
  const { type, major = 0, minor = 0, fileMode = ANYBODY, uid = 0, gid = 0 } = device;
  const bound = facts.euid !== 0 || facts.inUserNamespace || findNamespace(spec.linux, 'user') !== undefined;
  const kind = type === 'u' ? 'c' : type;
  if (bound && kind === 'p') problems.add(`${path}.type`, 'cannot be made in a user namespace');
  return {
    op: 'make.node',
    path: cleanPath(device.path),
    kind,
    major,
    minor,
    mode: fileMode & PERMISSIONS,
    uid,
    gid,
    bind: bound ? cleanPath(device.path) : '',
  };
}
