import * as z from 'zod/mini';
import type { ByteString } from '../../shared/text/display.ts';
import { named, podNamed } from './annotations.ts';
import { askDocker, dockerState } from './docker-api.ts';
import { isPathId } from './ids.ts';
import { optionalText, orElse, parseAnswer } from './json.ts';
import type { Description, RuntimeContext } from './runtime.ts';

/** In front of the paths of Podman's own API: without a version in its path it is not found. Version 4 is answered by Podman 4 and 5. */
export const LIBPOD = '/v4.0.0/libpod';

/** podman: libpod/define/container_inspect.go `InspectContainerData` */
const inspectedContainer = z.object({
  Id: optionalText,
  Name: optionalText,
  State: dockerState,
  ImageName: optionalText,
  Pod: optionalText,
  IsInfra: orElse(z.boolean(), false),
});

/** podman: libpod/define/pod_inspect.go `InspectPodData` */
const inspectedPod = z.object({ Name: optionalText });

/** What Podman's service tells, where a user or systemd has it running: podman-system-service(1). */
export async function askPodman(
  id: ByteString | undefined,
  initPid: number,
  context: RuntimeContext,
): Promise<Description | undefined> {
  if (!isPathId(id)) return undefined;
  const sockets = podmanSockets(context);
  for (const socket of sockets) {
    const answer = await context.getJson(socket, `${LIBPOD}/containers/${id}/json`);
    const found = parseAnswer(answer, inspectedContainer);
    if (found?.Id !== id || found.State.Pid !== initPid) continue;
    const image = found.ImageName;
    return {
      runtime: 'podman',
      ...named(found.Name, 'runtime'),
      ...(image === undefined ? {} : { image }),
      ...(await askPod(found.Pod, socket, context)),
      ...(found.IsInfra ? { infrastructure: true } : {}),
    };
  }
  const answer = await askDocker(id, initPid, sockets, context);
  return answer === undefined ? undefined : { ...answer, runtime: 'podman' };
}

async function askPod(
  id: ByteString | undefined,
  socket: string,
  context: RuntimeContext,
): Promise<Pick<Description, 'pod'>> {
  if (!isPathId(id)) return {};
  return podNamed(id, parseAnswer(await context.getJson(socket, `${LIBPOD}/pods/${id}/json`), inspectedPod)?.Name);
}

/** Where Podman's service listens: as root, and as the user. */
export function podmanSockets({ userRuntimeFolder }: RuntimeContext): string[] {
  const rootless = userRuntimeFolder === undefined ? [] : [`${userRuntimeFolder}/podman/podman.sock`];
  return ['/run/podman/podman.sock', ...rootless];
}
