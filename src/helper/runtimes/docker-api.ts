import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { NameSource } from '../../shared/model/container.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { named, podNamed } from './annotations.ts';
import { isPathId } from './ids.ts';
import { optionalText, orElse, parseAnswer } from './json.ts';
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
export const dockerConfig = orElse(z.object({ Image: optionalText, Labels: orElse(labels, {}) }), { Labels: {} });

/** The pid of a running container's init, as the daemon's pid namespace sees it; 0 before it runs. */
export const dockerState = z.catch(
  z.object({ Pid: z.catch(z.int().check(z.minimum(0)), 0), Paused: orElse(z.boolean(), false) }),
  { Pid: 0, Paused: false },
);

/** Engine API `ContainerInspect`, version 1.24 and later; Podman answers alike. */
const inspected = z.object({ Id: optionalText, Name: optionalText, State: dockerState, Config: dockerConfig });

/** The kernel shows a container a little before Docker calls it running: it is asked so often, so many ms apart. */
const TRIES = 4;
const TRY_AGAIN_MS = 50;

/** A container that a socket knows, and what is told of it there. */
export interface FoundAtDocker {
  readonly socket: string;
  readonly told: z.output<typeof inspected>;
}

/**
 * Asks each of these sockets for the container: GET /containers/ID/json.
 *
 * @param initPid the init that the kernel showed: an id can be copied by anybody who may make cgroups, a pid cannot
 */
export async function findAtDocker(
  id: ByteString | undefined,
  initPid: number,
  sockets: readonly string[],
  context: RuntimeContext,
): Promise<FoundAtDocker | undefined> {
  if (!isPathId(id)) return undefined;
  for (const socket of sockets) {
    for (let tries = 0; tries < TRIES; tries++) {
      if (tries > 0) await sleep(TRY_AGAIN_MS);
      const path: string = `/containers/${id}/json`;
      const told = parseAnswer(await context.getJson(socket, path), inspected);
      // Docker also finds containers by name and by the beginning of an id.
      if (told?.Id !== id) break;
      if (told.State.Pid === initPid) return { socket, told };
      if (told.State.Pid !== 0) break;
    }
  }
  return undefined;
}

/** What these sockets tell of the container. */
export async function askDocker(
  id: ByteString | undefined,
  initPid: number,
  sockets: readonly string[],
  context: RuntimeContext,
): Promise<Description | undefined> {
  const found = await findAtDocker(id, initPid, sockets, context);
  return found === undefined ? undefined : describeDocker(found.told.Name, found.told.Config, 'runtime');
}

/** Where Docker listens: as root, and as the user. */
export function dockerSockets({ userRuntimeFolder }: RuntimeContext): string[] {
  const rootless = userRuntimeFolder === undefined ? [] : [`${userRuntimeFolder}/docker.sock`];
  return ['/var/run/docker.sock', '/run/docker.sock', ...rootless];
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
