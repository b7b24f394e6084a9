import type { Container } from '../../shared/model/container.ts';
import type { FreezeResult } from '../../shared/protocol/actions.ts';
import { containerName } from '../container-name.ts';
import { shorten } from '../tree/row.ts';
import { RUNTIME_NAMES } from '../tree/runtime-names.ts';

const PATH_LIMIT = 200;

/** What became of a container that was to be frozen or thawed. */
export function frozenWords(container: Container, wanted: boolean, result: FreezeResult): string {
  const name = containerName(container);
  if (result.state === 'frozen') {
    if (wanted) return `${name} is frozen.${whoWords(container, result, 'holds it', 'as paused')}`;
    const by = result.heldBy === undefined ? '' : `, by ${shorten(result.heldBy, PATH_LIMIT)} above it: thaw that one`;
    return `${name} was thawed, but is still frozen${by}.`;
  }
  if (wanted) return `${name} still runs: it was not frozen.`;
  return `${name} runs again.${whoWords(container, result, 'did it', 'as running')}`;
}

function whoWords({ runtime }: Container, { by, unknownToRuntime }: FreezeResult, did: string, as: string): string {
  switch (by) {
    case 'docker':
    case 'podman':
      return ` ${RUNTIME_NAMES[by]} knows it ${as}.`;
    case 'kernel':
      return unknownToRuntime ? ` The kernel ${did}; ${RUNTIME_NAMES[runtime]} does not know.` : '';
  }
}
