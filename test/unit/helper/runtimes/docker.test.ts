import { describe, expect, it } from 'vitest';
import { docker } from '../../../../src/helper/runtimes/docker.ts';
import { candidate, fixtureContext, hexId, recordingContext, type Machine } from './support.ts';

const id = hexId('docker');
/** The init of the fixtures. */
const INIT = 4321;

function describeDocker(containerId: string, machine: 'host' | 'broken' | 'empty', told?: Machine) {
  return docker.describe?.(candidate({ runtime: 'docker', containerId }), fixtureContext(machine, told));
}

describe('a Docker container', () => {
  it.each(['/var/run/docker.sock', '/run/docker.sock', '/run/user/1000/docker.sock'])(
    'is named by %s',
    async (socket) => {
      const answers = {
        [`${socket} /containers/${id}/json`]: {
          Id: id,
          Name: '/shop-web-1',
          State: { Pid: INIT },
          Config: { Image: 'nginx:1.27', Labels: {} },
        },
      };
      expect(await describeDocker(id, 'host', { answers })).toEqual({
        runtime: 'docker',
        name: 'shop-web-1',
        nameSource: 'runtime',
        image: 'nginx:1.27',
      });
    },
  );

  it('is named by its record on disk where no API answers', async () => {
    expect(await describeDocker(id, 'host')).toEqual({
      runtime: 'docker',
      name: 'web',
      nameSource: 'disk',
      image: 'nginx:1.27',
    });
  });

  it('has the bytes of its name in UTF-8', async () => {
    expect(await describeDocker(hexId('moby'), 'host')).toMatchObject({ name: 'caf\xc3\xa9' });
  });

  it('belongs to a pod, and holds its namespaces, where the kubelet says so', async () => {
    expect(await describeDocker(hexId('docker-pod'), 'host')).toEqual({
      runtime: 'docker',
      name: 'POD',
      nameSource: 'disk',
      image: 'pause:3.9',
      pod: { id: '6e6f0a1c-7d0d-4a53-9d0b-2f6d1f3c9a11', name: 'web-0', namespace: 'shop' },
      infrastructure: true,
    });
  });

  it('is not named by an answer about a process that is another one: an id can be copied', async () => {
    const answer = { Id: id, Name: '/shop-web-1', State: { Pid: INIT + 1 } };
    const answers = { [`/run/docker.sock /containers/${id}/json`]: answer };
    expect(await describeDocker(id, 'empty', { answers })).toEqual({});
  });

  it('is not named by an answer about another container', async () => {
    const answers = { [`/run/docker.sock /containers/${id}/json`]: { Id: hexId('other'), Name: '/other' } };
    expect(await describeDocker(id, 'empty', { answers })).toEqual({});
  });
});

describe('broken records of Docker', () => {
  const path = `/var/lib/docker/containers/${id}/config.v2.json`;
  const nested = '['.repeat(1_000_000);

  it.each(['', '{"ID": "', 'null', '7', '[]', '"x"', '\xff\xfe\x00', nested, `{"ID":${nested}`])(
    'are as good as none: %.20j',
    async (text) => {
      expect(await describeDocker(id, 'empty', { files: { [path]: text } })).toEqual({});
    },
  );

  it('keep the fields that are sound', async () => {
    expect(await describeDocker(hexId('moby'), 'broken')).toEqual({ runtime: 'docker' });
  });

  it('are not believed about another container', async () => {
    expect(await describeDocker(hexId('docker-pod'), 'broken')).toEqual({});
  });

  it('lose a name that is too long to be one', async () => {
    const text = JSON.stringify({ ID: id, Name: 'x'.repeat(1_000_000), State: { Pid: INIT }, Config: { Image: 'ok' } });
    expect(await describeDocker(id, 'empty', { files: { [path]: text } })).toEqual({ runtime: 'docker', image: 'ok' });
  });

  it.each([null, 7, 'x', [], { Id: 7 }, { Id: id, Config: [] }])('answers, too: %j', async (answer) => {
    const answers = { [`/run/docker.sock /containers/${id}/json`]: answer };
    expect(await describeDocker(id, 'empty', { answers })).not.toHaveProperty('name');
  });
});

describe('an id that is no plain name', () => {
  it.each(['..', '../../etc', 'a/b', '', '\x1b', 'x'.repeat(300), '?all=1', '%2e%2e'])(
    '%.20j is in no path',
    async (containerId) => {
      const asked: string[] = [];
      expect(await docker.describe?.(candidate({ containerId }), recordingContext(asked))).toEqual({});
      expect(asked).toEqual([]);
    },
  );
});
