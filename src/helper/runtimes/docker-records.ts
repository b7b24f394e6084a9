import * as z from 'zod/mini';
import type { ByteString } from '../../shared/text/display.ts';
import { askDocker, describeDocker, dockerConfig, dockerSockets, dockerState } from './docker-api.ts';
import { isPathId } from './ids.ts';
import { optionalText, parseFile } from './json.ts';
import type { Description, RuntimeContext } from './runtime.ts';

/** moby: daemon/container/container.go; written as `<data-root>/containers/<id>/config.v2.json`. */
const record = z.object({ ID: optionalText, Name: optionalText, State: dockerState, Config: dockerConfig });

/** What Docker knows of one of its containers: its API, else its record on disk. */
export async function describeByDocker(
  id: ByteString | undefined,
  initPid: number,
  context: RuntimeContext,
): Promise<Description | undefined> {
  const answer = await askDocker(id, initPid, dockerSockets(context), context);
  if (answer !== undefined || !isPathId(id)) return answer;
  for (const root of ['/var/lib/docker', `${context.homeFolder}/.local/share/docker`]) {
    const path: string = `${root}/containers/${id}/config.v2.json`;
    const found = parseFile(await context.readFile(path), record);
    if (found?.ID === id && found.State.Pid === initPid) return describeDocker(found.Name, found.Config, 'disk');
  }
  return undefined;
}
