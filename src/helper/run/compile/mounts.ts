import type { MountNew, Step } from '../plan.ts';
import { isBindMount } from '../spec/bind-mount.ts';
import { cleanPath } from '../spec/clean-path.ts';
import type { MountSpec } from '../spec/mount-schema.ts';
import { cgroupMountSteps } from './cgroup-mounts.ts';
import type { CgroupPlan } from './cgroups.ts';
import type { Context } from './context.ts';
import { isMapped } from './identity.ts';
import { attributesThatAre, type MountWishes, readMountOptions } from './mount-options.ts';
import { resolved } from './root.ts';

/** What is mounted in the root. */
export interface MountPlan {
  readonly steps: readonly Step[];
  /** What must be writable until everything is made in it. */
  readonly madeReadonly: readonly Step[];
  /** Whether the run has a /dev of its own, into which devices and links can be put. */
  readonly ownDev: boolean;
}

const DEV = '/dev';

export function mountPlan(context: Context, cgroups: CgroupPlan): MountPlan {
  const { mounts = [] } = context.spec;
  const targets = mounts.map(({ destination }) => cleanPath(destination));
  const steps: Step[] = [];
  const madeReadonly: Step[] = [];
  for (const [index, mount] of mounts.entries()) {
    const target = targets[index] ?? '';
    const wishes = readMountOptions(mount.options ?? []);
    checkOptions(context, mount, wishes, `mounts[${index}]`);
    if (isBindMount(mount)) {
      steps.push(bindStep(context, mount, target, wishes, `mounts[${index}].source`));
    } else if (mount.type === 'cgroup' || mount.type === 'cgroup2') {
      const made = cgroupMountSteps(context, cgroups, { target, type: mount.type, index }, wishes);
      steps.push(...made.steps);
      madeReadonly.push(...made.madeReadonly);
    } else {
      const later = wishes.attributes.get('ro') === true && isFilledLater(mount, target, targets.slice(index + 1));
      steps.push(newStep(mount, target, wishes, later));
      if (later) madeReadonly.push({ op: 'readonly', path: target });
      if (later) checkInside(context, index, target);
    }
  }
  const dev = mounts.findLast((_, index) => targets[index] === DEV);
  return { steps, madeReadonly, ownDev: dev !== undefined && !isBindMount(dev) };
}

/** Only a tmpfs is empty at first: in others nothing is made. */
function isFilledLater({ type }: MountSpec, target: string, later: readonly string[]): boolean {
  return type === 'tmpfs' && (target === DEV || later.some((each) => each.startsWith(`${target}/`)));
}

/** They are made read-only with it. */
function checkInside({ spec: { mounts = [] }, problems }: Context, index: number, target: string): void {
  const inside = mounts
    .slice(index + 1)
    .filter(({ destination }) => cleanPath(destination).startsWith(`${target}/`))
    .filter(({ options = [] }) => readMountOptions(options).attributes.get('ro') !== true);
  if (inside.length > 0) {
    problems.add(`mounts[${index}].options`, 'makes a tmpfs read-only in which others are mounted that are not');
  }
}

function newStep(mount: MountSpec, target: string, wishes: MountWishes, later: boolean): MountNew {
  const type = mount.type ?? '';
  const attributes = attributesThatAre(true, wishes).filter((attribute) => !(later && attribute === 'ro'));
  const source = mount.source === undefined || mount.source === '' ? type : mount.source;
  return { op: 'mount.new', target, type, source, attributes, options: [...wishes.rest.values()] };
}

function bindStep(context: Context, mount: MountSpec, target: string, wishes: MountWishes, path: string): Step {
  const source = resolved(context, mount.source ?? '');
  if (source === undefined) {
    context.problems.add(path, 'must be an absolute path: there is no bundle to which it refers');
  }
  return {
    op: 'mount.bind',
    target,
    source: source ?? '',
    recursive: mount.options?.includes('rbind') === true,
    set: attributesThatAre(true, wishes),
    clear: attributesThatAre(false, wishes),
    attributesRecursive: wishes.recursive,
    propagation: wishes.propagation,
  };
}

function checkOptions(context: Context, mount: MountSpec, wishes: MountWishes, path: string): void {
  const { problems } = context;
  const isBind = isBindMount(mount);
  for (const index of wishes.refused) problems.add(`${path}.options[${index}]`, 'is not supported');
  if (isBind) {
    for (const [index] of wishes.rest) {
      problems.add(`${path}.options[${index}]`, 'is no option of a bind mount, and would have no effect');
    }
    if (wishes.mixed) {
      problems.add(`${path}.options`, 'has options for the mount alone beside some for its submounts too');
    }
    return;
  }
  if (wishes.recursive)
    problems.add(`${path}.options`, 'has options for submounts, which a new file system has none of');
  // Of a new mount the others are as good as said: it is in nobody's peer group.
  const propagation = wishes.propagation?.replace(/^r(?=shared|unbindable)/, '');
  if (propagation === 'shared' || propagation === 'unbindable') {
    problems.add(`${path}.options`, `cannot make a new file system ${propagation}`);
  }
  checkOwners(context, wishes, path);
}

/** The kernel gives EINVAL for an owner that the user namespace does not know. */
function checkOwners(context: Context, { rest }: MountWishes, path: string): void {
  for (const [index, option] of rest) {
    const [, kind, id] = /^(uid|gid)=(\d{1,10})$/.exec(option) ?? [];
    if (kind === undefined || isMapped(context, kind as 'uid' | 'gid', Number(id))) continue;
    context.problems.add(`${path}.options[${index}]`, `names an id that is not in linux.${kind}Mappings`);
  }
}
