import { z } from 'zod';
import type { NameSource } from '../../shared/model/container.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { named, podNamed } from './annotations.ts';
import { isPathId } from './ids.ts';
import { optionalText, parseAnswer } from './json.ts';
import type { Description, RuntimeContext } from './runtime.ts';

/**
 * The kubelet's labels on Docker's containers (kubernetes: pkg/kubelet/types/labels.go; cri-dockerd:
 * `io.kubernetes.docker.type`, core/convert.go).
 */
const labels = z.object({
  'io.kubernetes.container.name': optionalText,
  'io.kubernetes.pod.name': optionalText,
  'io.kubernetes.pod.namespace': optionalText,
  'io.kubernetes.pod.uid': optionalText,
  'io.kubernetes.docker.type': optionalText,
});

/** The part of a container's record that the Engine API and config.v2.json write alike. */
export const dockerConfig = z
  .object({ Image: optionalText, Labels: labels.catch({}).default({}) })
  .catch({ Labels: {} })
  .default({ Labels: {} });

/** Engine API `ContainerInspect`, version 1.24 and later; Podman answers alike. */
const inspected = z.object({ Id: optionalText, Name: optionalText, Config: dockerConfig });

/** Asks each of these sockets for the container: GET /containers/ID/json. */
export async function askDocker(
  id: ByteString | undefined,
  sockets: readonly string[],
  context: RuntimeContext,
): Promise<Description | undefined> {
  if (!isPathId(id)) return undefined;
  for (const socket of sockets) {
    const path: string = `/containers/${id}/json`;
    const answer = parseAnswer(await context.getJson(socket, path), inspected);
    // Docker also finds containers by name and by the beginning of an id.
    if (answer?.Id === id) return describeDocker(answer.Name, answer.Config, 'runtime');
  }
  return undefined;
}

/** Docker writes names with a `/` in front: they once were paths of links. */
export function describeDocker(
  name: ByteString | undefined,
  config: z.output<typeof dockerConfig>,
  source: NameSource,
): Description {
  const { Image: image, Labels: label } = config;
  const infrastructure = label['io.kubernetes.docker.type'] === 'podsandbox';
  return {
    runtime: 'docker',
    ...named(label['io.kubernetes.container.name'] ?? name?.replace(/^\//, ''), source),
    ...(image === undefined ? {} : { image }),
    ...podNamed(label['io.kubernetes.pod.uid'], label['io.kubernetes.pod.name'], label['io.kubernetes.pod.namespace']),
    ...(infrastructure ? { infrastructure } : {}),
  };
}
