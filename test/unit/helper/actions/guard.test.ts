import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Guard } from '../../../../src/helper/actions/guard.ts';
import type { Entry } from '../../../../src/helper/inventory/entry.ts';
import type { Group } from '../../../../src/helper/inventory/grouping.ts';
import { Tree, V2 } from '../cgroup/tree.ts';
import { ProcTree } from '../inventory/proc-tree.ts';

const PF_KTHREAD = 0x00200000;
/** sshd -> shell -> helper -> reader */
const [SSHD, SHELL, HELPER, READER] = [10, 20, 30, 40];

let proc: ProcTree;
let cgroups: Tree;

beforeEach(() => {
  proc = new ProcTree();
  cgroups = new Tree(V2);
  proc.set(2, { parent: 0, flags: PF_KTHREAD });
  proc.set(SSHD).set(SHELL, { parent: SSHD });
  proc.set(HELPER, { parent: SHELL, cgroup: '/user.slice/session.scope' }).set(READER, { parent: HELPER });
  proc.set(50, { parent: SHELL });
});

afterEach(() => {
  proc.dispose();
  cgroups.remove();
});

/** What a guard reads of a container. */
function container(
  key: string,
  pids: readonly number[],
  { path = `/${key}`, parent = undefined as Entry | undefined } = {},
) {
  const members = pids.map((pid) => ({ pid, startTime: 1000 }));
  const group = { key, init: members[0], members, parent: parent?.group } as unknown as Group;
  return { group, cgroups: cgroups.container(`0::${path}\n`) } as unknown as Entry;
}

const guard = (...entries: readonly Entry[]) => new Guard(proc.reader, cgroups.hierarchies, entries, HELPER);

describe('a process is protected', () => {
  it('where the helper needs it, or nobody may touch it', () => {
    const protection = guard();
    expect(protection.process(1)).toBe('machine-init');
    expect(protection.process(2)).toBe('kernel-thread');
    expect(protection.process(SSHD)).toBe('editor');
    expect(protection.process(SHELL)).toBe('editor');
    expect(protection.process(HELPER)).toBe('helper');
    expect(protection.process(READER)).toBe('helper');
    expect(protection.process(50)).toBeUndefined();
    expect(protection.process(4711)).toBeUndefined();
  });

  it('also where the ways to the first process run in a circle', () => {
    proc.set(60, { parent: 61 }).set(61, { parent: 60 });
    expect(guard().process(60)).toBeUndefined();
  });

  it('as the first of a container only where it is named as a process', () => {
    const protection = guard(container('web', [50, 51]));
    expect(protection.named(50)).toBe('container-init');
    expect(protection.process(50)).toBeUndefined();
    expect(protection.named(51)).toBeUndefined();
  });
});

describe('a container is protected', () => {
  it('where the helper or an ancestor is a process of it, or of a container in it', () => {
    const outer = container('outer', [50]);
    const inner = container('inner', [51, SHELL], { parent: outer });
    const other = container('other', [52]);
    const protection = guard(outer, inner, other);
    expect(protection.container(outer)).toBe('own-container');
    expect(protection.container(inner)).toBe('own-container');
    expect(protection.container(other)).toBeUndefined();
  });

  it('where the helper stands in its cgroup, or below', () => {
    const own = container('own', [50], { path: '/user.slice' });
    expect(guard(own).container(own)).toBe('own-container');
    const beside = container('beside', [50], { path: '/user' });
    expect(guard(beside).container(beside)).toBeUndefined();
  });
});
