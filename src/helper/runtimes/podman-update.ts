import type { ByteString } from '../../shared/text/display.ts';
import { findAtDocker } from './docker-api.ts';
import { LIBPOD, podmanSockets } from './podman-api.ts';
import { postUpdate, type Update } from './post-update.ts';
import type { RuntimeControl } from './runtime.ts';

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
  readonly update: Update<PodmanUpdate>;
}

/**
 * The container of an init at Podman's service; `undefined` where none runs that has it. The program `podman` is not
 * started in its place: it would open its whole storage and configuration, as root, for one number.
 */
export async function atPodman(
  id: ByteString | undefined,
  initPid: number,
  control: RuntimeControl,
): Promise<AtPodman | undefined> {
  const found = await findAtDocker(id, initPid, podmanSockets(control), control);
  if (found === undefined || id === undefined) return undefined;
  const { socket, told } = found;
  return {
    name: told.Name?.replace(/^\//, '') ?? id,
    update: postUpdate(control, socket, `${LIBPOD}/containers/${id}/update`),
  };
}
