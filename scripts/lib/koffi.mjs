// koffi, the one native dependency: which of its files the extension carries.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fetchPackage, makeFolder } from './npm-tarball.mjs';
import { cacheFolder, root } from './paths.mjs';

/** What `require('koffi')` reads, and the licence. The rest is source code and documentation. */
const entryFiles = ['package.json', 'LICENSE.txt', 'index.cjs', 'src/koffi/index.cjs', 'src/koffi/src/static.cjs'];

/** The folder of the package with the binaries names the C library so. */
const binaryFolder = { glibc: (arch) => `linux_${arch}`, musl: (arch) => `musl_${arch}` };

function copy(from, to, files) {
  for (const file of files) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(from, file), join(to, file));
  }
}

/**
 * The folder of koffi's binaries for an architecture: in node_modules for this
 * machine's, else fetched into the cache, as package-lock.json pins it.
 * @param {string} arch x64 or arm64
 */
async function binaryPackage(arch) {
  const path = `node_modules/@koromix/koffi-linux-${arch}`;
  if (existsSync(join(root, path, 'package.json'))) return join(root, path);
  const { version, integrity } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages[path];
  const folder = join(cacheFolder, `koffi-linux-${arch}-${version}`);
  if (!existsSync(folder)) {
    await makeFolder(folder, async (draft) => {
      await fetchPackage({ name: `@koromix/koffi-linux-${arch}`, version, integrity }, draft);
      return join(draft, 'package');
    });
  }
  return folder;
}

/**
 * Puts koffi into a node_modules folder.
 * @param {string} to the node_modules folder
 * @param {{arch: string, libcs: ('glibc' | 'musl')[]}} target
 */
export async function copyKoffi(to, { arch, libcs }) {
  const binaries = `@koromix/koffi-linux-${arch}`;
  for (const name of ['koffi', '@koromix']) rmSync(join(to, name), { recursive: true, force: true });
  copy(join(root, 'node_modules', 'koffi'), join(to, 'koffi'), entryFiles);
  copy(await binaryPackage(arch), join(to, binaries), [
    'package.json',
    'index.js',
    ...libcs.map((libc) => `${binaryFolder[libc](arch)}/koffi.node`),
  ]);
}
