import type { RuntimeId } from '../../shared/model/container.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { Annotations } from './oci.ts';
import type { Description } from './runtime.ts';

/** The annotation of the container that only holds the namespaces of its pod (containerd and CRI-O alike). */
const SANDBOX = 'sandbox';

/** What a bundle's annotations say; empty where none of them is known. */
export function describeAnnotations(annotations: Annotations | undefined): Description {
  if (annotations === undefined) return {};
  const runtime = runtimeOf(annotations);
  const name =
    annotations['io.kubernetes.cri.container-name'] ??
    annotations['io.kubernetes.container.name'] ??
    annotations['io.kubernetes.cri-o.Name'] ??
    annotations['nerdctl/name'];
  const image =
    annotations['io.kubernetes.cri.image-name'] ??
    annotations['io.kubernetes.cri-o.ImageName'] ??
    annotations['org.opencontainers.image.ref.name'] ??
    annotations['org.opencontainers.image.title'];
  const infrastructure =
    annotations['io.kubernetes.cri.container-type'] === SANDBOX ||
    annotations['io.kubernetes.cri-o.ContainerType'] === SANDBOX;
  return {
    ...(runtime === undefined ? {} : { runtime }),
    ...named(name, 'disk'),
    ...(image === undefined ? {} : { image }),
    ...podOf(annotations),
    ...(infrastructure ? { infrastructure } : {}),
  };
}

/** A name together with where it came from, or nothing. */
export function named(
  name: ByteString | undefined,
  nameSource: NonNullable<Description['nameSource']>,
): Pick<Description, 'name' | 'nameSource'> {
  return name === undefined ? {} : { name, nameSource };
}

/** A pod, where at least its id is known. */
export function podNamed(
  id: ByteString | undefined,
  name?: ByteString,
  namespace?: ByteString,
): Pick<Description, 'pod'> {
  if (id === undefined) return {};
  return {
    pod: { id, ...(name === undefined ? {} : { name }), ...(namespace === undefined ? {} : { namespace }) },
  };
}

function podOf(annotations: Annotations): Pick<Description, 'pod'> {
  return podNamed(
    // Older versions of containerd do not tell the uid; the sandbox's id tells pods apart as well.
    annotations['io.kubernetes.cri.sandbox-uid'] ??
      annotations['io.kubernetes.pod.uid'] ??
      annotations['io.kubernetes.cri.sandbox-id'] ??
      annotations['io.kubernetes.cri-o.SandboxID'],
    annotations['io.kubernetes.cri.sandbox-name'] ?? annotations['io.kubernetes.pod.name'],
    annotations['io.kubernetes.cri.sandbox-namespace'] ?? annotations['io.kubernetes.pod.namespace'],
  );
}

function runtimeOf(annotations: Annotations): RuntimeId | undefined {
  // Podman writes some of CRI-O's annotations as well, so its own comes first.
  if (annotations['io.container.manager'] === 'libpod') return 'podman';
  if (annotations['io.container.manager'] === 'cri-o') return 'cri-o';
  if (annotations['io.kubernetes.cri-o.ContainerType'] !== undefined) return 'cri-o';
  if (annotations['io.kubernetes.cri.container-type'] !== undefined) return 'containerd';
  if (annotations['nerdctl/name'] !== undefined) return 'containerd';
  return undefined;
}
