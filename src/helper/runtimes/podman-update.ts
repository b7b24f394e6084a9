import type { ByteString } from '../../shared/text/display.ts';
import { findAtDocker } from './docker-api.ts';
import { podmanSockets } from './podman-api.ts';
import { postUpdate, type UpdateAnswer } from './post-update.ts';
import type { RuntimeContext } from './runtime.ts';

/** Podman 4.3 and later; its service answers to every version up to its own. */
const LIBPOD = '/v4.0.0/libpod';

/** The `linux.resources` of the OCI runtime specification; what is absent stays as it is, -1 is no limit. */
export interface PodmanUpdate {
  readonly memory?: { readonly limit: number; readonly swap?: number };
  readonly cpu?: {
    readonly quota?: number;
    readonly period?: number;
    readonly shares?: number;
    readonly cpus?: string;
  };
  readonly pids?: { readonly limit: number };
}

/** A running container that Podman's service knows. */
export interface AtPodman {
  /** Its name, or its id where it has none. */
  readonly name: ByteString;
  update(update: PodmanUpdate): Promise<UpdateAnswer>;
}

/**
 * The container of an init at Podman's service; `undefined` where none runs that has it. The program `podman` is not
 * started in its place: it would open its whole storage and configuration, as root, for one number.
 */
export async function atPodman(
  id: ByteString | undefined,
  initPid: number,
  context: RuntimeContext,
): Promise<AtPodman | undefined> {
  const found = await findAtDocker(id, initPid, podmanSockets(context), context);
  if (found === undefined || id === undefined) return undefined;
  const { socket, told } = found;
  return {
    name: told.Name?.replace(/^\//, '') ?? id,
    update: (update) => postUpdate(socket, `${LIBPOD}/containers/${id}/update`, update),
  };
}
