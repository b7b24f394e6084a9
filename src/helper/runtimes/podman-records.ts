import type { ByteString } from '../../shared/text/display.ts';
import { describeAnnotations, named, podNamed } from './annotations.ts';
import { readConmon } from './conmon.ts';
import { isPathId } from './ids.ts';
import { firstAnnotations, givenBundles } from './oci.ts';
import { askPodman } from './podman-api.ts';
import type { Candidate, Description, RuntimeContext } from './runtime.ts';
import { defaultStores, findStored, storeOfBundle } from './storage.ts';

/** What Podman knows of a container: its API, else conmon's arguments, the bundle and the storage's list. */
export async function describeByPodman(candidate: Candidate, context: RuntimeContext): Promise<Description> {
  const conmon = await readConmon(candidate, context);
  const id = candidate.containerId ?? conmon?.containerId;
  const known = id === undefined ? {} : { containerId: id };
  const answer = await askPodman(id, candidate.init.pid, context);
  if (answer !== undefined) return { ...known, ...answer };

  const bundle = candidate.bundle ?? conmon?.bundle;
  const bundles = [...givenBundles(bundle), ...defaultBundles(id, context)];
  const told = describeAnnotations(await firstAnnotations(bundles, context));
  // CRI-O also has its containers watched by conmon; its annotations say all that there is.
  if (told.runtime === 'cri-o') return { ...known, ...told };

  const store = storeOfBundle(bundle);
  const stores = [...(store === undefined ? [] : [store]), ...defaultStores(context)];
  const stored = id === undefined ? undefined : await findStored(id, stores, context);
  const image = stored?.image ?? told.image;
  const name = stored?.name ?? conmon?.name;
  return {
    ...known,
    ...told,
    ...(image === undefined ? {} : { image }),
    ...(name === undefined ? {} : named(name, stored?.name === undefined ? 'process' : 'disk')),
    ...(told.pod === undefined ? podNamed(candidate.podId) : {}),
    ...(isInfraName(name, candidate.podId) ? { infrastructure: true } : {}),
  };
}

/** podman: pkg/specgen/generate/pod_create.go names a pod's first container after the pod, unless a user names it. */
function isInfraName(name: ByteString | undefined, podId: ByteString | undefined): boolean {
  return podId !== undefined && name === `${podId.slice(0, 12)}-infra`;
}

function defaultBundles(id: ByteString | undefined, context: RuntimeContext): ByteString[] {
  return isPathId(id) ? defaultStores(context).map((store) => `${store}/${id}/userdata`) : [];
}
