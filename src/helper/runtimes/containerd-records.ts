import type { ByteString } from '../../shared/text/display.ts';
import { describeAnnotations, named } from './annotations.ts';
import { bundleOfShim, idOfInit, readShim, type Shim } from './containerd-shim.ts';
import { describeByDocker } from './docker-records.ts';
import { isHexId, isPathId } from './ids.ts';
import { firstAnnotations, givenBundles } from './oci.ts';
import type { Candidate, Description, RuntimeContext } from './runtime.ts';

/** Where containerd keeps bundles, `<state>/io.containerd.runtime.v2.task/<ns>/<id>`: its own, Docker's and k3s'. */
const STATES = [
  '/run/containerd',
  '/run/docker/containerd/daemon',
  '/var/run/docker/containerd/daemon',
  '/run/k3s/containerd',
];

/** The namespace of Docker's containers at containerd (moby: daemon/config). */
const DOCKER_NAMESPACE = 'moby';

/** What the shim and the bundle tell; for Docker's containers Docker itself is asked. */
export async function describeByContainerd(candidate: Candidate, context: RuntimeContext): Promise<Description> {
  const shim = await readShim(candidate, context);
  const id = candidate.containerId ?? (await idOfInit(candidate.init, shim, context));
  const known = id === undefined ? {} : { containerId: id };
  if (shim.namespace === DOCKER_NAMESPACE || (shim.namespace === undefined && isHexId(id))) {
    const docker = await describeByDocker(id, candidate.init.pid, context);
    if (docker !== undefined) return { ...known, ...docker };
  }
  return {
    ...known,
    ...(shim.namespace === DOCKER_NAMESPACE ? { runtime: 'docker' } : {}),
    // With ctr a person chooses the id: it is the name.
    ...(isHexId(id) || id !== shim.id ? {} : named(id, 'process')),
    ...describeAnnotations(await firstAnnotations(bundlesOf(candidate, id, shim), context)),
  };
}

function bundlesOf({ bundle }: Candidate, id: ByteString | undefined, shim: Shim): ByteString[] {
  const given = givenBundles(bundle);
  if (!isPathId(id)) return given;
  const namespaces = isPathId(shim.namespace) ? [shim.namespace] : ['k8s.io', 'default', DOCKER_NAMESPACE];
  const usual = STATES.flatMap((state) =>
    namespaces.map((namespace) => `${state}/io.containerd.runtime.v2.task/${namespace}/${id}`),
  );
  return [...given, ...bundleOfShim(shim, id), ...usual];
}
