import { describe, expect, it } from 'vitest';
import { memberships, type NamespaceIds, namespacesOf } from '../../../../src/helper/inventory/namespaces.ts';
import { NAMESPACE_TYPES, type NamespaceType, SHARED_WITH_LIMIT } from '../../../../src/shared/model/namespace.ts';
import { unread } from '../../../../src/shared/model/reading.ts';
import { hostInode, ProcTree } from './proc-tree.ts';

/** All of the host's but some. */
function ids(own: Partial<Record<NamespaceType, number | 'hidden'>> = {}): NamespaceIds {
  const all = NAMESPACE_TYPES.map((type) => {
    const inode = own[type] ?? hostInode(type);
    return [type, inode === 'hidden' ? unread('permission', 'EACCES') : { value: { dev: 4, ino: inode } }];
  });
  return Object.fromEntries(all) as NamespaceIds;
}

describe('memberships', () => {
  it('tells the host, others and nobody apart', () => {
    const found = memberships(
      new Map([
        ['a', ids({ net: 10, mnt: 1, user: 'hidden' })],
        ['b', ids({ net: 10, mnt: 2 })],
      ]),
      ids(),
    );
    const of = (id: string, type: NamespaceType) => found.get(id)?.find((membership) => membership.type === type);
    expect(found.get('a')?.map(({ type }) => type)).toEqual(NAMESPACE_TYPES);
    expect(of('a', 'net')).toMatchObject({ scope: 'shared', sharedWith: ['b'], sharedWithMore: 0 });
    expect(of('b', 'net')).toMatchObject({ scope: 'shared', sharedWith: ['a'] });
    expect(of('a', 'mnt')).toMatchObject({ scope: 'private', sharedWith: [] });
    expect(of('a', 'uts')).toMatchObject({ scope: 'host', sharedWith: [] });
    expect(of('a', 'user')).toMatchObject({
      scope: 'unknown',
      id: { unread: { reason: 'permission' } },
      sharedWith: [],
    });
  });

  it('tells nothing of the host where that is unknown', () => {
    const found = memberships(new Map([['a', ids()]]), ids({ net: 'hidden' }));
    expect(found.get('a')?.find(({ type }) => type === 'net')?.scope).toBe('private');
  });

  it.each([
    [SHARED_WITH_LIMIT + 1, 0],
    [SHARED_WITH_LIMIT + 2, 1],
    [100, 99 - SHARED_WITH_LIMIT],
  ])('of %i that share one, %i are only counted', (count, more) => {
    const containers = new Map(Array.from({ length: count }, (_, index) => [`c${index}`, ids({ net: 10 })]));
    for (const [id, all] of memberships(containers, ids())) {
      const net = all.find(({ type }) => type === 'net');
      expect(net?.sharedWith).toHaveLength(SHARED_WITH_LIMIT);
      expect(net?.sharedWith).not.toContain(id);
      expect(net?.sharedWithMore).toBe(more);
    }
  });

  it('takes a time that grows with the number of containers, not with its square', () => {
    const time = (count: number) => {
      const containers = new Map(
        Array.from({ length: count }, (_, index) => [`c${index}`, ids({ net: 10, ipc: 11, uts: 12 })]),
      );
      const started = performance.now();
      memberships(containers, ids());
      return performance.now() - started;
    };
    time(2000);
    expect(time(10_000)).toBeLessThan(Math.max(20 * time(2000), 400));
  });
});

describe('namespacesOf', () => {
  it('reads all, and tells a type that the kernel lacks from a process that is gone', () => {
    const proc = new ProcTree().set(7, { namespaces: { net: 10, time: undefined } });
    const found = namespacesOf(proc.reader, 7, 4);
    expect(found.net).toEqual({ value: { dev: 4, ino: 10 } });
    expect(found.time).toEqual({ unread: { reason: 'unsupported' } });
    expect(namespacesOf(proc.reader, 8, 4).time).toEqual({ unread: { reason: 'gone', errno: 'ENOENT' } });
    proc.dispose();
  });
});
