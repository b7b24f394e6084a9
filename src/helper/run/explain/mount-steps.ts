import type { MountAttribute, Propagation } from '../plan.ts';
import { octal, quote, shown } from './quote.ts';
import type { Describe } from './step-words.ts';

const PROPAGATION: Readonly<Record<Propagation, string>> = {
  private: 'MS_PRIVATE',
  slave: 'MS_SLAVE',
  shared: 'MS_SHARED',
  unbindable: 'MS_UNBINDABLE',
};

const attributes = (names: readonly MountAttribute[]) =>
  names.length === 0
    ? '0'
    : names.map((name) => `MOUNT_ATTR_${name === 'ro' ? 'RDONLY' : name.toUpperCase()}`).join('|');

/** What is mounted where in every container. */
const FILE_SYSTEMS: Readonly<Record<string, string>> = {
  proc: 'A proc of its own shows only the processes of its own pid namespace.',
  sysfs: 'A sysfs of its own shows only the devices of its own network namespace.',
  devpts: 'Terminals of its own: nobody outside can type into them, nor it into those outside.',
  mqueue: 'The message queues of its own IPC namespace, as files.',
  tmpfs: 'An empty file system in memory: nothing of the machine is there, and nothing of it stays.',
};

/** mount_namespaces(7), pivot_root(2). */
export const MOUNT_STEPS: Describe<
  | 'mount.propagation'
  | 'root.open'
  | 'root.attach'
  | 'root.propagation'
  | 'root.readonly'
  | 'root.pivot'
  | 'mount.new'
  | 'mount.bind'
  | 'make.directory'
  | 'make.file'
  | 'make.link'
  | 'make.node'
  | 'mask'
  | 'readonly'
  | 'sysctl'
> = {
  'mount.propagation': ({ propagation }) => ({
    call: `mount(NULL, "/", NULL, MS_REC|${PROPAGATION[propagation]}, NULL)`,
    why: 'What it mounts does not appear on the machine.',
  }),
  'root.open': ({ path, recursive }) => ({
    call: `open_tree(AT_FDCWD, ${quote(path)}, OPEN_TREE_CLONE${recursive ? '|AT_RECURSIVE' : ''})`,
    why: 'A copy of the mount that becomes its root: the same files, attributes of its own.',
  }),
  'root.attach': () => ({
    call: 'move_mount(tree, "", AT_FDCWD, …, MOVE_MOUNT_F_EMPTY_PATH)',
    why: 'The new root takes its place, so that it can become "/" later.',
  }),
  'root.propagation': ({ propagation }) => ({
    call: `mount(NULL, root, NULL, ${PROPAGATION[propagation]}, NULL)`,
    why: 'Says whether later mounts below the root are seen on both sides.',
  }),
  'root.readonly': ({ recursive }) => ({
    call: `mount_setattr(root, "", AT_EMPTY_PATH${recursive ? '|AT_RECURSIVE' : ''}, {attr_set=MOUNT_ATTR_RDONLY})`,
    why: recursive
      ? 'Nothing of the machine can be written, whatever the file permissions say.'
      : 'Nothing of the root can be written, whatever the file permissions say.',
  }),
  'root.pivot': () => ({
    call: 'pivot_root(".", "."), umount2(".", MNT_DETACH)',
    why: 'The new root becomes "/", and the machine’s root is gone from its sight: unlike with chroot there is no way back.',
  }),
  'mount.new': ({ target, type, options }) => ({
    call: `fsopen(${quote(type)}), fsconfig(${options.map((option) => quote(option)).join(', ')}), fsmount(), move_mount(…, ${quote(target)})`,
    why: FILE_SYSTEMS[type] ?? 'A new file system.',
  }),
  'mount.bind': ({ target, source, recursive, set }) => ({
    call: `open_tree(AT_FDCWD, ${quote(source)}, OPEN_TREE_CLONE${recursive ? '|AT_RECURSIVE' : ''}), mount_setattr({attr_set=${attributes(set)}}), move_mount(…, ${quote(target)})`,
    why: set.includes('ro')
      ? 'A part of the machine to read.'
      : 'A part of the machine that it can change: a bind mount shows the same files at another place.',
  }),
  'make.directory': ({ path, mode }) => ({
    call: `mkdirat(root, ${quote(path)}, ${octal(mode)})`,
    why: 'A folder that has to be there.',
  }),
  'make.file': ({ path, mode }) => ({
    call: `openat2(root, ${quote(path)}, {flags=O_CREAT|O_NOFOLLOW, mode=${octal(mode)}, resolve=RESOLVE_IN_ROOT})`,
    why: 'A file that has to be there.',
  }),
  'make.link': ({ path, target }) => ({
    call: `symlinkat(${quote(target)}, root, ${quote(path)})`,
    why: 'A link that programs expect.',
  }),
  'make.node': ({ path, kind, major, minor, mode, bind }) => ({
    call:
      bind === ''
        ? `mknodat(root, ${quote(path)}, ${{ c: 'S_IFCHR', b: 'S_IFBLK', p: 'S_IFIFO' }[kind]}|${octal(mode)}, makedev(${major}, ${minor}))`
        : `open_tree(AT_FDCWD, ${quote(bind)}, OPEN_TREE_CLONE), move_mount(…, ${quote(path)})`,
    why:
      bind === ''
        ? 'A device that programs expect.'
        : 'A device that programs expect; nobody may make one in a user namespace, so the machine’s is shown there.',
  }),
  mask: ({ path }) => ({
    call: `open_tree(AT_FDCWD, "/dev/null", OPEN_TREE_CLONE), move_mount(…, ${quote(path)})`,
    why: 'This file of the kernel tells too much about the machine: an empty one hides it.',
  }),
  readonly: ({ path }) => ({
    call: `mount_setattr(root, ${quote(path)}, {attr_set=MOUNT_ATTR_RDONLY})`,
    why: 'By this part of the kernel’s files the whole machine could be changed: it can only be read.',
  }),
  sysctl: ({ key, value }) => ({
    call: `echo ${shown(value)} > /proc/sys/${shown(key).replaceAll('.', '/')}`,
    why: 'A setting of the kernel that each namespace has for itself.',
  }),
};
