import { describe, expect, it } from 'vitest';
import { containerd } from '../../../../src/helper/runtimes/containerd.ts';
import type { Candidate } from '../../../../src/helper/runtimes/runtime.ts';
import { read } from '../../../../src/shared/model/reading.ts';
import { candidate, fixtureContext, hexId, recordingContext, type Machine } from './support.ts';

const TASKS = '/run/containerd/io.containerd.runtime.v2.task';
const app = hexId('pod-app');
const pause = hexId('pod-pause');
const pod = { id: '6e6f0a1c-7d0d-4a53-9d0b-2f6d1f3c9a11', name: 'web-7c5d', namespace: 'shop' };
const shim = [{ pid: 60, comm: 'containerd-shim' }];

/** A shim as ps shows it, at work in the bundle that it was started for. */
function shimOf(namespace: string, id: string): Machine {
  const path = '/usr/bin/containerd-shim-runc-v2';
  return {
    commandLines: { 60: [path, '-namespace', namespace, '-id', id, '-address', '/run/containerd/containerd.sock'] },
    links: { '/proc/60/cwd': `${TASKS}/${namespace}/${id}` },
  };
}

function describeContainerd(fields: Partial<Candidate>, machine: 'host' | 'broken' | 'empty', told?: Machine) {
  return containerd.describe?.(candidate({ runtime: 'containerd', ...fields }), fixtureContext(machine, told));
}

describe('a container of containerd', () => {
  it('is named by its bundle beside that of its pod', async () => {
    const described = await describeContainerd({ containerId: app, ancestors: shim }, 'host', shimOf('k8s.io', pause));
    expect(described).toEqual({
      containerId: app,
      runtime: 'containerd',
      name: 'app',
      nameSource: 'disk',
      image: 'registry.example/shop/app:2',
      pod,
    });
  });

  it('is found in the usual folders where the shim cannot be read', async () => {
    expect(await describeContainerd({ containerId: app }, 'host')).toMatchObject({ name: 'app', pod });
  });

  it('is infrastructure where it only holds the pod’s namespaces', async () => {
    expect(await describeContainerd({ containerId: pause }, 'host', shimOf('k8s.io', pause))).toEqual({
      containerId: pause,
      runtime: 'containerd',
      pod,
      infrastructure: true,
    });
  });

  it('has nerdctl’s name', async () => {
    expect(await describeContainerd({ containerId: hexId('nerdctl') }, 'host')).toEqual({
      containerId: hexId('nerdctl'),
      runtime: 'containerd',
      name: 'cache',
      nameSource: 'disk',
    });
  });

  it('has the id that a person gave to ctr for its name', async () => {
    const described = await describeContainerd(
      { containerId: 'redis1', ancestors: shim },
      'host',
      shimOf('default', 'redis1'),
    );
    expect(described).toEqual({ containerId: 'redis1', name: 'redis1', nameSource: 'process' });
  });

  it('is told from the others of its shim by init.pid where only the shim shows it', async () => {
    const init = { pid: 700, startTime: 1 };
    const machine = shimOf('k8s.io', pause);
    expect(await describeContainerd({ init, ancestors: shim }, 'host', machine)).toMatchObject({
      containerId: app,
      name: 'app',
    });
    const unknown = await describeContainerd({ init: { pid: 9, startTime: 1 }, ancestors: shim }, 'host', machine);
    expect(unknown).toEqual({});
  });

  it('is Docker’s in the namespace moby', async () => {
    const id = hexId('moby');
    expect(await describeContainerd({ containerId: id, ancestors: shim }, 'host', shimOf('moby', id))).toEqual({
      containerId: id,
      runtime: 'docker',
      name: 'caf\xc3\xa9',
      nameSource: 'disk',
      image: 'redis:7',
    });
    expect(await describeContainerd({ containerId: id, ancestors: shim }, 'empty', shimOf('moby', id))).toEqual({
      containerId: id,
      runtime: 'docker',
    });
  });

  it('is named by its bundle in another mount namespace', async () => {
    const machine = {
      ...shimOf('k8s.io', pause),
      links: { '/proc/60/cwd': `/node${TASKS}/k8s.io/${pause}` },
      files: { [`/node${TASKS}/k8s.io/${app}/config.json`]: '{"annotations":{"nerdctl/name":"inner"}}' },
    };
    const described = await describeContainerd({ containerId: app, ancestors: shim }, 'empty', machine);
    expect(described).toMatchObject({ name: 'inner' });
  });

  it('has its bundle with Docker’s own containerd', async () => {
    const folder = '/var/run/docker/containerd/daemon/io.containerd.runtime.v2.task/moby';
    const files = { [`${folder}/${app}/config.json`]: JSON.stringify({ annotations: { 'nerdctl/name': 'x' } }) };
    expect(await describeContainerd({ containerId: app }, 'empty', { files })).toMatchObject({ name: 'x' });
  });
});

describe('hostile input', () => {
  it('from broken bundles is no description', async () => {
    expect(await describeContainerd({ containerId: app }, 'broken')).toEqual({ containerId: app });
    expect(await describeContainerd({ containerId: hexId('nerdctl') }, 'broken')).toEqual({
      containerId: hexId('nerdctl'),
    });
  });

  it('in an id is in no path', async () => {
    const asked: string[] = [];
    await containerd.describe?.(candidate({ containerId: '../../etc', ancestors: shim }), recordingContext(asked));
    expect(asked).toEqual([]);
  });

  it('in the names of bundles is in no path', async () => {
    const asked: string[] = [];
    const context = recordingContext(asked);
    await containerd.describe?.(candidate({ ancestors: shim }), {
      ...context,
      commandLine: () => Promise.resolve(read(['shim', '-namespace', '../..', '-id', '../x'])),
      listFolder: () => Promise.resolve(read(['..', 'a/b', '\x1b', 'sound'])),
    });
    expect(asked).toEqual(['/proc/60/cwd/../sound/init.pid']);
  });
});
