import * as z from 'zod/mini';
import type { ByteString } from '../../shared/text/display.ts';
import { dockerSockets, findAtDocker } from './docker-api.ts';
import { orElse, parseAnswer } from './json.ts';
import { postUpdate, type Update } from './post-update.ts';
import type { RuntimeControl } from './runtime.ts';

const count = orElse(z.int(), 0);

/** How CPU time is limited: by `NanoCpus`, or by the other two, of which 0 is unset. Engine API `HostConfig`. */
const hostConfig = z.object({
  HostConfig: orElse(z.object({ NanoCpus: count, CpuPeriod: count, CpuQuota: count }), {
    NanoCpus: 0,
    CpuPeriod: 0,
    CpuQuota: 0,
  }),
});

/** Part of the body of Engine API `ContainerUpdate`; what is absent stays as it is. */
export interface DockerUpdate {
  readonly Memory?: number;
  /** Memory and swap together; -1: no limit. */
  readonly MemorySwap?: number;
  readonly NanoCpus?: number;
  readonly CpuQuota?: number;
  readonly CpuShares?: number;
  readonly CpusetCpus?: string;
  readonly PidsLimit?: number;
}

/** A running container that Docker knows. */
export interface AtDocker {
  /** Its name, or its id where it has none. */
  readonly name: ByteString;
  readonly cpu: z.output<typeof hostConfig>['HostConfig'];
  readonly update: Update<DockerUpdate>;
}

/** Docker's own record of the container of an init; `undefined` where no Docker that can be reached has it. */
export async function atDocker(
  id: ByteString | undefined,
  initPid: number,
  control: RuntimeControl,
): Promise<AtDocker | undefined> {
  const found = await findAtDocker(id, initPid, dockerSockets(control), control);
  if (found === undefined || id === undefined) return undefined;
  const { socket, told } = found;
  const inspected = parseAnswer(await control.getJson(socket, `/containers/${id}/json`), hostConfig);
  if (inspected === undefined) return undefined;
  return {
    name: told.Name?.replace(/^\//, '') ?? id,
    cpu: inspected.HostConfig,
    update: postUpdate(control, socket, `/containers/${id}/update`),
  };
}
