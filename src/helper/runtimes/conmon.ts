import { isRead } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { optionValue } from './arguments.ts';
import { ancestorNamed } from './launchers.ts';
import type { Candidate, RuntimeContext } from './runtime.ts';

/** What conmon was told of its container: conmon(8), `--cid`, `--name`, `--bundle`. */
export interface ConmonArguments {
  readonly containerId?: ByteString;
  readonly name?: ByteString;
  readonly bundle?: ByteString;
}

/** The arguments of the container's conmon; `undefined` where there is none, or it watches another container. */
export async function readConmon(
  { ancestors, containerId }: Candidate,
  context: RuntimeContext,
): Promise<ConmonArguments | undefined> {
  const conmon = ancestorNamed(ancestors, 'conmon');
  if (conmon === undefined) return undefined;
  const commandLine = await context.commandLine(conmon.pid);
  if (!isRead(commandLine)) return undefined;
  const id = optionValue(commandLine.value, '-c', '--cid');
  if (containerId !== undefined && id !== containerId) return undefined;
  const name = optionValue(commandLine.value, '-n', '--name');
  const bundle = optionValue(commandLine.value, '-b', '--bundle');
  return {
    ...(id === undefined ? {} : { containerId: id }),
    ...(name === undefined ? {} : { name }),
    ...(bundle === undefined ? {} : { bundle }),
  };
}
