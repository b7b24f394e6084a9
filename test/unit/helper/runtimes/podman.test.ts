import { describe, expect, it } from 'vitest';
import { podman } from '../../../../src/helper/runtimes/podman.ts';
import type { Candidate } from '../../../../src/helper/runtimes/runtime.ts';
import { candidate, fixtureContext, hexId, type Machine } from './support.ts';

const id = hexId('podman');
const podId = hexId('podman-pod');
const conmon = [{ pid: 50, comm: 'conmon' }];

/** conmon's arguments as Podman 4.3 gives them. */
function conmonArguments(containerId: string, name: string, bundle: string): string[] {
  return (
    `/usr/bin/conmon --api-version 1 -c ${containerId} -u ${containerId} -r /usr/bin/runc -b ${bundle} ` +
    `-p ${bundle}/pidfile -n ${name} --exit-dir /run/libpod/exits --full-attach -l k8s-file:${bundle}/ctr.log ` +
    '--log-level warning --exit-command /usr/bin/podman --exit-command-arg --root --exit-command-arg -n'
  ).split(' ');
}

function describePodman(fields: Partial<Candidate>, machine: 'host' | 'broken' | 'empty', told?: Machine) {
  return podman.describe?.(candidate({ runtime: 'podman', ...fields }), fixtureContext(machine, told));
}

describe('a Podman container', () => {
  it.each(['/run/podman/podman.sock', '/run/user/1000/podman/podman.sock'])('is named by %s', async (socket) => {
    const answers = {
      [`${socket} /v4.0.0/libpod/containers/${id}/json`]: {
        Id: id,
        Name: 'web-3',
        State: { Pid: 4321 },
        ImageName: 'localhost/shop/base:1',
        Pod: podId,
        IsInfra: false,
      },
      [`${socket} /v4.0.0/libpod/pods/${podId}/json`]: { Id: podId, Name: 'mypod' },
    };
    expect(await describePodman({ containerId: id }, 'host', { answers })).toEqual({
      containerId: id,
      runtime: 'podman',
      name: 'web-3',
      nameSource: 'runtime',
      image: 'localhost/shop/base:1',
      pod: { id: podId, name: 'mypod' },
    });
  });

  it('is named by the part of the API that is Docker’s where its own has another version', async () => {
    const answers = {
      [`/run/podman/podman.sock /containers/${id}/json`]: {
        Id: id,
        Name: '/web-3',
        State: { Pid: 4321 },
        Config: { Image: 'base:1' },
      },
    };
    expect(await describePodman({ containerId: id }, 'empty', { answers })).toEqual({
      containerId: id,
      runtime: 'podman',
      name: 'web-3',
      nameSource: 'runtime',
      image: 'base:1',
    });
  });

  it('is named by the storage’s list where no API answers', async () => {
    expect(await describePodman({ containerId: id }, 'host')).toEqual({
      containerId: id,
      runtime: 'podman',
      name: 'web-4',
      nameSource: 'disk',
      image: 'docker.io/library/nginx:1.27',
    });
  });

  it('is named by conmon’s arguments where nothing on disk names it', async () => {
    const plain = hexId('podman-plain');
    const bundle = `/var/lib/containers/storage/overlay-containers/${plain}/userdata`;
    const commandLines = { 50: conmonArguments(plain, 'plain', bundle) };
    expect(await describePodman({ ancestors: conmon }, 'host', { commandLines })).toEqual({
      containerId: plain,
      runtime: 'podman',
      name: 'plain',
      nameSource: 'process',
    });
  });

  it('finds the storage of another user by its bundle', async () => {
    const store = '/srv/x/vfs-containers';
    const commandLines = { 50: conmonArguments(id, 'web', `${store}/${id}/userdata`) };
    const files = { [`${store}/containers.json`]: JSON.stringify([{ id, names: ['listed'] }]) };
    const described = await describePodman({ containerId: id, ancestors: conmon }, 'empty', { commandLines, files });
    expect(described).toEqual({ containerId: id, name: 'listed', nameSource: 'disk' });
  });

  it('is looked for in the usual storage where that of its bundle does not list it', async () => {
    const commandLines = { 50: conmonArguments(id, 'web', `/srv/x/${id}/userdata`) };
    const files = { '/srv/x/containers.json': '[]' };
    const described = await describePodman({ containerId: id, ancestors: conmon }, 'host', { commandLines, files });
    expect(described).toMatchObject({ name: 'web-4', nameSource: 'disk' });
  });

  it('is not named by the conmon of another container', async () => {
    const commandLines = { 50: conmonArguments(hexId('other'), 'other', '/other') };
    expect(await describePodman({ containerId: id, ancestors: conmon }, 'empty', { commandLines })).toEqual({
      containerId: id,
    });
  });

  it('only holds a pod’s namespaces where it is named after the pod', async () => {
    expect(await describePodman({ containerId: hexId('podman-infra'), podId }, 'host')).toEqual({
      containerId: hexId('podman-infra'),
      runtime: 'podman',
      name: `${podId.slice(0, 12)}-infra`,
      nameSource: 'disk',
      image: 'localhost/podman-pause:5.2',
      pod: { id: podId },
      infrastructure: true,
    });
    const alone = await describePodman({ containerId: hexId('podman-infra') }, 'host');
    expect(alone).not.toHaveProperty('infrastructure');
  });

  it('is CRI-O’s where the bundle says so: it has conmon as well', async () => {
    const crio = hexId('crio');
    const bundle = `/run/containers/storage/overlay-containers/${crio}/userdata`;
    const commandLines = { 50: conmonArguments(crio, 'k8s_db', bundle) };
    expect(await describePodman({ ancestors: conmon }, 'host', { commandLines })).toMatchObject({
      containerId: crio,
      runtime: 'cri-o',
      name: 'db',
    });
  });

  it('has no name where its records are broken', async () => {
    expect(await describePodman({ containerId: id }, 'broken')).toEqual({ containerId: id });
    const commandLines = { 50: ['conmon', '-c', id, '-n', '', '-b'] };
    expect(await describePodman({ containerId: id, ancestors: conmon }, 'empty', { commandLines })).toEqual({
      containerId: id,
    });
  });
});
