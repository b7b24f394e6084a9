import { isRead } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { optionValue } from './arguments.ts';
import { isPathId } from './ids.ts';
import { ancestorNamed } from './launchers.ts';
import type { Candidate, RuntimeContext } from './runtime.ts';

/** What a running shim tells (containerd: core/runtime/v2/README.md): `-namespace NS -id ID`, and where it works. */
export interface Shim {
  readonly namespace?: ByteString;
  /** The container that it was started for. It may serve more of them: those of a pod. */
  readonly id?: ByteString;
  /** The folder with the bundles of the namespace: the shim's working folder is the first of its bundles. */
  readonly bundles?: ByteString;
}

/** More containers than one shim serves, or one namespace is likely to have. */
const MOST_BUNDLES = 1024;

export async function readShim({ ancestors }: Candidate, context: RuntimeContext): Promise<Shim> {
  const process = ancestorNamed(ancestors, 'containerd-shim');
  if (process === undefined) return {};
  const commandLine = await context.commandLine(process.pid);
  const words = isRead(commandLine) ? commandLine.value : [];
  const namespace = optionValue(words, '-namespace', '--namespace');
  const id = optionValue(words, '-id', '--id');
  const cwd = await context.readLink(`/proc/${process.pid}/cwd`);
  const bundles = isRead(cwd) ? /^(\/.+)\/[^/]+$/s.exec(cwd.value)?.[1] : undefined;
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(id === undefined ? {} : { id }),
    ...(bundles === undefined ? {} : { bundles }),
  };
}

/**
 * The id of a container that only its shim gave away. Which of the shim's containers it is, the file `init.pid` in the
 * bundles says (containerd: cmd/containerd-shim-runc-v2/process/init.go).
 */
export async function idOfInit(
  init: Candidate['init'],
  { id, bundles }: Shim,
  context: RuntimeContext,
): Promise<ByteString | undefined> {
  if (bundles === undefined) return undefined;
  if (isPathId(id) && (await isInitOf(`${bundles}/${id}`, init, context))) return id;
  const ids = await context.listFolder(bundles);
  if (!isRead(ids)) return undefined;
  for (const other of ids.value.filter(isPathId).slice(0, MOST_BUNDLES)) {
    if (other !== id && (await isInitOf(`${bundles}/${other}`, init, context))) return other;
  }
  return undefined;
}

async function isInitOf(bundle: ByteString, { pid }: Candidate['init'], context: RuntimeContext): Promise<boolean> {
  const file = await context.readFile(`${bundle}/init.pid`);
  return isRead(file) && file.value.trim() === String(pid);
}
