import * as z from 'zod/mini';
import type { ByteString } from '../../shared/text/display.ts';
import { optionalText, orElse, parseFile } from './json.ts';
import type { RuntimeContext } from './runtime.ts';

/**
 * The annotations of an OCI bundle that name a container (OCI runtime specification: config.md, bundle.md). Their keys:
 *
 * - containerd: internal/cri/annotations (`io.kubernetes.cri.*`)
 * - nerdctl: pkg/labels (`nerdctl/*`; labels are passed on as annotations)
 * - CRI-O: internal/annotations (`io.kubernetes.cri-o.*`) and the kubelet's own (`io.kubernetes.*`)
 * - Podman: libpod/define/annotations.go (`io.container.manager`)
 * - image tools: OCI image specification, annotations.md (`org.opencontainers.image.*`)
 */
const annotations = z.object({
  'io.kubernetes.cri.container-name': optionalText,
  'io.kubernetes.cri.container-type': optionalText,
  'io.kubernetes.cri.sandbox-id': optionalText,
  'io.kubernetes.cri.sandbox-name': optionalText,
  'io.kubernetes.cri.sandbox-namespace': optionalText,
  'io.kubernetes.cri.sandbox-uid': optionalText,
  'io.kubernetes.cri.image-name': optionalText,
  'nerdctl/name': optionalText,
  'io.kubernetes.container.name': optionalText,
  'io.kubernetes.pod.name': optionalText,
  'io.kubernetes.pod.namespace': optionalText,
  'io.kubernetes.pod.uid': optionalText,
  'io.kubernetes.cri-o.ContainerType': optionalText,
  'io.kubernetes.cri-o.ImageName': optionalText,
  'io.kubernetes.cri-o.Name': optionalText,
  'io.kubernetes.cri-o.SandboxID': optionalText,
  'io.container.manager': optionalText,
  'org.opencontainers.image.ref.name': optionalText,
  'org.opencontainers.image.title': optionalText,
});

const config = z.object({ annotations: orElse(annotations, {}) });

export type Annotations = z.output<typeof annotations>;

/** The annotations in a bundle's config.json; `undefined` where there is no such bundle. */
async function readAnnotations(bundle: ByteString, context: RuntimeContext): Promise<Annotations | undefined> {
  return parseFile(await context.readFile(`${bundle}/config.json`), config)?.annotations;
}

/** The annotations of the first of these bundles that exists. */
export async function firstAnnotations(
  bundles: readonly ByteString[],
  context: RuntimeContext,
): Promise<Annotations | undefined> {
  for (const bundle of bundles) {
    const found = await readAnnotations(bundle, context);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Those of the paths that can be bundles. They are absolute and resolved, as runtimes make them: a relative one would be
 * read from our own folder.
 */
export function givenBundles(...paths: readonly (ByteString | undefined)[]): ByteString[] {
  return paths.filter((path) => path !== undefined).filter(isResolvedPath);
}

function isResolvedPath(path: ByteString): boolean {
  return path.startsWith('/') && path.length < 4096 && !path.includes('\0') && !path.split('/').includes('..');
}
