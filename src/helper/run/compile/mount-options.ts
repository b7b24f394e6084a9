import type { MountAttribute, Propagation } from '../plan.ts';

/** What the options of a mount say, in the words of mount_setattr(2). */
export interface MountWishes {
  /** Whether each is wanted, where something was said about it. */
  readonly attributes: ReadonlyMap<MountAttribute, boolean>;
  /** `rprivate` and the like are for submounts too. */
  readonly propagation: Propagation | `r${Propagation}` | undefined;
  /** Whether the attributes are for submounts too. */
  readonly recursive: boolean;
  /** Whether some attributes are for submounts and others are not, which one call cannot do. */
  readonly mixed: boolean;
  /** Those that are no attribute: they are for the file system. By their index among all. */
  readonly rest: ReadonlyMap<number, string>;
  /** Those that are known and not supported. */
  readonly refused: readonly number[];
}

type Wish = readonly [attribute: MountAttribute, wanted: boolean] | 'nothing';

/** mount(8), filesystem-independent mount options. */
const WISHES = new Map<string, Wish>([
  ['ro', ['ro', true]],
  ['rw', ['ro', false]],
  ['nosuid', ['nosuid', true]],
  ['suid', ['nosuid', false]],
  ['nodev', ['nodev', true]],
  ['dev', ['nodev', false]],
  ['noexec', ['noexec', true]],
  ['exec', ['noexec', false]],
  ['nodiratime', ['nodiratime', true]],
  ['diratime', ['nodiratime', false]],
  ['nosymfollow', ['nosymfollow', true]],
  ['symfollow', ['nosymfollow', false]],
  ['noatime', ['noatime', true]],
  ['relatime', ['relatime', true]],
  ['strictatime', ['strictatime', true]],
  // Which access times count is one choice of three, and the kernel's own is this.
  ['atime', ['relatime', true]],
  ['nostrictatime', ['relatime', true]],
  ['norelatime', 'nothing'],
]);

const ACCESS_TIMES: readonly MountAttribute[] = ['noatime', 'relatime', 'strictatime'];

const PROPAGATIONS = new Map<string, NonNullable<MountWishes['propagation']>>(
  (['private', 'slave', 'shared', 'unbindable'] as const).flatMap((each) => [
    [each, each],
    [`r${each}`, `r${each}`],
  ]),
);

const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['bind', 'rbind', 'defaults']);

/** Known to runc, without meaning for a mount by file descriptor or out of the reach of a plan. */
const REFUSED: ReadonlySet<string> = new Set([
  'remount',
  'move',
  'silent',
  'loud',
  'iversion',
  'noiversion',
  'tmpcopyup',
  'idmap',
  'ridmap',
]);

/** As in mount(8), what is said later counts. */
export function readMountOptions(options: readonly string[]): MountWishes {
  const attributes = new Map<MountAttribute, boolean>();
  const plain = new Set<MountAttribute>();
  const recursive = new Set<MountAttribute>();
  const rest = new Map<number, string>();
  const refused: number[] = [];
  let propagation: MountWishes['propagation'];
  for (const [index, option] of options.entries()) {
    const wish = WISHES.get(option) ?? (option.startsWith('r') ? WISHES.get(option.slice(1)) : undefined);
    const isRecursive = !WISHES.has(option);
    if (PROPAGATIONS.has(option)) propagation = PROPAGATIONS.get(option);
    else if (wish !== undefined && wish !== 'nothing') {
      const [attribute, wanted] = wish;
      if (ACCESS_TIMES.includes(attribute)) for (const each of ACCESS_TIMES) attributes.delete(each);
      attributes.set(attribute, wanted);
      (isRecursive ? recursive : plain).add(attribute);
    } else if (REFUSED.has(option)) refused.push(index);
    else if (wish === undefined && !WITHOUT_EFFECT.has(option)) rest.set(index, option);
  }
  // The same attribute said both ways, as in "ro,rro", is no contradiction.
  const mixed = recursive.size > 0 && [...plain].some((attribute) => !recursive.has(attribute));
  return { attributes, propagation, recursive: recursive.size > 0, mixed, rest, refused };
}

export function attributesThatAre(wanted: boolean, { attributes }: MountWishes): readonly MountAttribute[] {
  return [...attributes].filter(([, value]) => value === wanted).map(([attribute]) => attribute);
}
