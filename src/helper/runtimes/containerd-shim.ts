import { isRead } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { optionValue } from './arguments.ts';
import { isPathId } from './ids.ts';
import { ancestorNamed } from './launchers.ts';
import type { Candidate, RuntimeContext } from './runtime.ts';

/** What a running shim tells of itself: containerd: core/runtime/v2/README.md, `-namespace NS -id ID`. */
export interface Shim {
  readonly namespace?: ByteString;
  /** The container that it was started for. It may serve more of them: those of a pod. */
  readonly id?: ByteString;
  /**
   * Its working folder, which is the bundle of `id`, with the other bundles of the namespace beside it. Through /proc it
   * is also found in another mount namespace: that of a Kubernetes node which is itself a container.
   */
  readonly folder?: string;
}

/** More containers than one namespace is likely to have. */
const MOST_BUNDLES = 1024;

export async function readShim({ ancestors }: Candidate, context: RuntimeContext): Promise<Shim> {
  const process = ancestorNamed(ancestors, 'containerd-shim');
  if (process === undefined) return {};
  const commandLine = await context.commandLine(process.pid);
  const words = isRead(commandLine) ? commandLine.value : [];
  const namespace = optionValue(words, '-namespace', '--namespace');
  const id = optionValue(words, '-id', '--id');
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(id === undefined ? {} : { id }),
    folder: `/proc/${process.pid}/cwd`,
  };
}

/** Where the bundle of a container must be, if this shim serves it. */
export function bundleOfShim({ id, folder }: Shim, containerId: ByteString): string[] {
  if (folder === undefined || !isPathId(containerId)) return [];
  return [containerId === id ? folder : `${folder}/../${containerId}`];
}

/**
 * The id of a container that only its shim gave away. Which of the shim's containers it is, the file `init.pid` in the
 * bundles says (containerd: cmd/containerd-shim-runc-v2/process/init.go).
 */
export async function idOfInit(
  init: Candidate['init'],
  shim: Shim,
  context: RuntimeContext,
): Promise<ByteString | undefined> {
  if (isPathId(shim.id) && (await isInitOf(bundleOfShim(shim, shim.id), init, context))) return shim.id;
  if (shim.folder === undefined) return undefined;
  const ids = await context.listFolder(`${shim.folder}/..`);
  if (!isRead(ids)) return undefined;
  for (const id of ids.value.slice(0, MOST_BUNDLES)) {
    if (id !== shim.id && (await isInitOf(bundleOfShim(shim, id), init, context))) return id;
  }
  return undefined;
}

async function isInitOf(bundles: string[], { pid }: Candidate['init'], context: RuntimeContext): Promise<boolean> {
  const [bundle] = bundles;
  if (bundle === undefined) return false;
  const file = await context.readFile(`${bundle}/init.pid`);
  return isRead(file) && file.value.trim() === String(pid);
}
