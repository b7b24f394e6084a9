import { describe, expect, it } from 'vitest';
import { crun } from '../../../../src/helper/runtimes/crun.ts';
import { runc } from '../../../../src/helper/runtimes/runc.ts';
import { read } from '../../../../src/shared/model/reading.ts';
import { candidate, fixtureContext, hexId } from './support.ts';

const podmanBundle = `/var/lib/containers/storage/overlay-containers/${hexId('podman')}/userdata`;

describe('the records of runc', () => {
  it('tell each container’s init and bundle, as root and as a user', async () => {
    const recorded = (await runc.recorded?.(fixtureContext('host'))) ?? [];
    expect(recorded).toHaveLength(3);
    expect(recorded).toEqual(
      expect.arrayContaining([
        { containerId: 'demo', init: { pid: 10294, startTime: 138397 }, bundle: '/srv/bundles/demo' },
        { containerId: hexId('podman'), init: { pid: 10653, startTime: 150021 }, bundle: podmanBundle },
        { containerId: 'rootless', init: { pid: 999, startTime: 5 }, bundle: '/home/u/b' },
      ]),
    );
  });

  it('that are broken are left out, or lose the part that is', async () => {
    expect(await runc.recorded?.(fixtureContext('broken'))).toEqual([
      { containerId: 'escape', init: { pid: 78, startTime: 5 }, bundle: '/srv/../../etc' },
      { containerId: 'labels', init: { pid: 77, startTime: 5 } },
    ]);
  });

  it('are none where there is no folder', async () => {
    expect(await runc.recorded?.(fixtureContext('empty'))).toEqual([]);
  });

  it('are read up to a bound, and never by a name that is no plain one', async () => {
    const asked: string[] = [];
    const names = ['..', '.', '', 'a/b', '\x1b', ...Array.from({ length: 10_000 }, (_, index) => `c${index}`)];
    const context = fixtureContext('empty');
    await runc.recorded?.({
      ...context,
      listFolder: () => Promise.resolve(read(names)),
      readFile: (path) => {
        asked.push(path);
        return context.readFile(path);
      },
    });
    expect(asked).toHaveLength(2 * 4096);
    expect(asked.every((path) => /^\/run\/(?:user\/1000\/)?runc\/c\d+\/state\.json$/.test(path))).toBe(true);
  });
});

describe('the records of crun', () => {
  it('tell each container’s init and bundle', async () => {
    expect(await crun.recorded?.(fixtureContext('host'))).toEqual([
      { containerId: 'busybox1', init: { pid: 139179, startTime: 263473330 }, bundle: '/srv/bundles/busybox1' },
    ]);
  });

  it('that are broken are left out', async () => {
    expect(await crun.recorded?.(fixtureContext('broken'))).toEqual([]);
  });
});

describe('a container on record', () => {
  it('has its id for a name, and the image that its bundle tells', async () => {
    const expected = { name: 'demo', nameSource: 'disk', image: 'alpine:3.20' };
    const context = fixtureContext('host');
    expect(await runc.describe?.(candidate({ containerId: 'demo' }), context)).toEqual(expected);
    const given = candidate({ containerId: 'demo', bundle: '/srv/bundles/demo' });
    expect(await runc.describe?.(given, context)).toEqual(expected);
    expect(await crun.describe?.(candidate({ containerId: 'busybox1' }), context)).toEqual({
      name: 'busybox1',
      nameSource: 'disk',
    });
  });

  it('belongs to the engine that its bundle names', async () => {
    const described = await runc.describe?.(candidate({ containerId: hexId('podman') }), fixtureContext('host'));
    expect(described).toMatchObject({ runtime: 'podman' });
  });

  it('has no name without a bundle, and none of a bundle that is no plain path', async () => {
    expect(await runc.describe?.(candidate({ containerId: 'nobody' }), fixtureContext('host'))).toEqual({});
    expect(await runc.describe?.(candidate({ containerId: 'escape' }), fixtureContext('broken'))).toEqual({});
    for (const bundle of ['srv/bundles/demo', '/srv/x/../bundles/demo', '/srv/bundles/demo\0', '']) {
      const given = candidate({ containerId: 'demo', bundle });
      expect(await runc.describe?.(given, fixtureContext('host'))).toEqual({});
    }
  });
});
