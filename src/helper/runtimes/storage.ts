import * as z from 'zod/mini';
import type { ByteString } from '../../shared/text/display.ts';
import { isPathId } from './ids.ts';
import { optionalText, orElse, parseFile, parseText } from './json.ts';
import type { RuntimeContext } from './runtime.ts';

/**
 * The list of all containers that containers/storage keeps for Podman and CRI-O (containers/storage: containers.go):
 * `<root>/<driver>-containers/containers.json`. `metadata` is JSON in a string, written by the engine
 * (podman: libpod/storage.go `RuntimeContainerMetadata`).
 */
const list = z
  .array(
    z.catch(z.object({ id: optionalText, names: orElse(z.array(optionalText), []), metadata: optionalText }), {
      names: [],
    }),
  )
  .check(z.maxLength(100_000));

const metadata = z.object({ name: optionalText, 'image-name': optionalText });

export interface StoredContainer {
  readonly name?: ByteString;
  readonly image?: ByteString;
}

/** Where containers/storage keeps its containers by default, as root and as a user: containers-storage.conf(5). */
export function defaultStores({ homeFolder }: RuntimeContext): string[] {
  return ['/var/lib/containers/storage', `${homeFolder}/.local/share/containers/storage`].map(
    (root) => `${root}/overlay-containers`,
  );
}

/** The store of a bundle at `<store>/<id>/userdata`. */
export function storeOfBundle(bundle: ByteString | undefined): ByteString | undefined {
  return bundle === undefined ? undefined : /^(\/.+)\/[0-9a-f]{64}\/userdata$/.exec(bundle)?.[1];
}

/** The record of one container in the first of these stores that has one. */
export async function findStored(
  id: ByteString,
  stores: readonly ByteString[],
  context: RuntimeContext,
): Promise<StoredContainer | undefined> {
  if (!isPathId(id)) return undefined;
  for (const store of stores) {
    const found = parseFile(await context.readFile(`${store}/containers.json`), list)?.find((entry) => entry.id === id);
    if (found === undefined) continue;
    const told = parseText(found.metadata, metadata);
    const name = told?.name ?? found.names[0];
    const image = told?.['image-name'];
    return { ...(name === undefined ? {} : { name }), ...(image === undefined ? {} : { image }) };
  }
  return undefined;
}
