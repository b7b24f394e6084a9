import { describe, expect, it } from 'vitest';
import { crio } from '../../../../src/helper/runtimes/crio.ts';
import { candidate, fixtureContext, hexId } from './support.ts';

const pod = { id: '0f9d3b52-7a3b-4c55-8f0e-4b5f2f0d7c01', name: 'db-0', namespace: 'shop' };
const bundle = (id: string): string => `/run/containers/storage/overlay-containers/${id}/userdata`;

describe('a container of CRI-O', () => {
  it('is named by the annotations of its bundle', async () => {
    const described = await crio.describe?.(candidate({ containerId: hexId('crio') }), fixtureContext('host'));
    expect(described).toEqual({
      runtime: 'cri-o',
      name: 'db',
      nameSource: 'disk',
      image: 'quay.io/shop/db:9',
      pod,
    });
  });

  it('is infrastructure where it only holds the pod’s namespaces; conmon tells the bundle', async () => {
    const id = hexId('crio-pause');
    const commandLines = { 50: ['/usr/bin/conmon', '-b', bundle(id), '-c', id, '-n', 'k8s_POD_db-0'] };
    const described = await crio.describe?.(
      candidate({ containerId: id, ancestors: [{ pid: 50, comm: 'conmon' }] }),
      fixtureContext('host', { commandLines }),
    );
    expect(described).toMatchObject({ runtime: 'cri-o', pod, infrastructure: true });
  });

  it.each(['[[[[', '{}', '{"annotations":null}', '{"annotations":{"io.kubernetes.pod.uid":1}}'])(
    'has no name where its bundle says %s',
    async (text) => {
      const id = hexId('crio');
      const context = fixtureContext('empty', { files: { [`${bundle(id)}/config.json`]: text } });
      expect(await crio.describe?.(candidate({ containerId: id }), context)).toEqual({});
    },
  );
});
