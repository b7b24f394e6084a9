import { describe, expect, it } from 'vitest';
import { containerIdOf } from '../../../../src/helper/inventory/container-id.ts';
import { fallbackName } from '../../../../src/helper/inventory/fallback-name.ts';
import type { Group } from '../../../../src/helper/inventory/grouping.ts';
import { ownCgroupPath } from '../../../../src/helper/inventory/own-cgroup.ts';
import { SCHEMAS } from '../../../../src/helper/rpc/schemas.ts';
import { HOSTILE } from '../../support/hostile.ts';
import { hexId } from './machine.ts';

describe('ownCgroupPath', () => {
  it.each([
    ['0::/a\n', '0::/a\n', undefined],
    ['0::/a/b\n', '0::/a\n', '/a/b'],
    ['0::/a\n', '', '/a'],
    ['0::/\n', '0::/a\n', undefined],
    ['0::/../x\n', '0::/\n', undefined],
    ['2:cpu:/a\n1:memory:/a/bb\n0::/\n', '2:cpu:/\n1:memory:/\n0::/\n', '/a/bb'],
    ['2:cpu:/shared\n1:memory:/m\n', '2:cpu:/shared\n1:memory:/\n', '/m'],
    // Of two hierarchies that only changed places nothing is its own.
    ['2:cpu:/x\n1:memory:/y\n', '2:cpu:/y\n1:memory:/x\n', undefined],
  ])('of %j, started from %j, is %j', (own, launcher, expected) => {
    expect(ownCgroupPath(own, launcher)).toBe(expected);
  });
});

describe('containerIdOf', () => {
  it('is the key itself where that is plain', () => {
    expect(containerIdOf(`/docker:${hexId('a')}`)).toBe(`docker:${hexId('a')}`);
  });

  const keys = HOSTILE.map(([, bytes]) => `/lxc:${bytes.slice(0, 255)}`);

  it.each(keys)('of %j is printable, bounded and accepted back', (key) => {
    const containerId = containerIdOf(key);
    expect(containerId).toMatch(/^\P{C}{1,2048}$/u);
    expect(SCHEMAS['container/limits'].safeParse({ containerId }).success).toBe(true);
  });

  it('differs for keys that look the same', () => {
    const alike = ['/lxc:a\x1b', String.raw`/lxc:a\x1b`, '/lxc:a\xff', String.raw`/lxc:a\xff`, '/lxc:a#1', '/lxc:a'];
    const forged = `/${containerIdOf('/lxc:a\x1b')}`;
    const long = [`/${'lxc:'.padEnd(600, 'a')}b`, `/${'lxc:'.padEnd(600, 'a')}c`];
    const ids = [...alike, forged, ...long, ...keys].map(containerIdOf);
    expect(new Set(ids).size).toBe(new Set([...alike, forged, ...long, ...keys]).size);
  });
});

describe('fallbackName', () => {
  const group = (fields: object) =>
    ({ runtime: 'unknown', init: { pid: 7, pidNamespace: 42 }, ...fields }) as unknown as Group;

  it.each([
    [{}, hexId('a'), hexId('a').slice(0, 12), 'cgroup'],
    [{}, 'web', 'web', 'cgroup'],
    [{}, 'a\x1b[2J', String.raw`a\x1b[2J`, 'cgroup'],
    [{ path: '/x/mine' }, undefined, 'mine', 'cgroup'],
    [{ path: '/x/mine', runtime: 'bubblewrap' }, undefined, 'sandbox 42', 'namespace'],
    [{ path: '/x/session-3.scope' }, undefined, 'sandbox 42', 'namespace'],
    [{ path: '/' }, undefined, 'sandbox 42', 'namespace'],
    [{ init: { pid: 7, pidNamespace: 0 } }, undefined, 'sandbox of PID 7', 'process'],
  ])('of %j with the id %j is %s, from its %s', (fields, id, name, source) => {
    expect(fallbackName(group(fields), id)).toEqual({ name, source });
  });
});
