// native/launcher, the one program in C that the extension carries.
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { machineArch, root } from './paths.mjs';
import { run } from './processes.mjs';

/** Debian's cross compilers, and the packages that they are in; "cross" of debian-packages.json on x64. */
const crossCompilers = {
  arm64: { compiler: 'aarch64-linux-gnu-gcc', packages: 'gcc-aarch64-linux-gnu libc6-dev-arm64-cross' },
  x64: { compiler: 'x86_64-linux-gnu-gcc', packages: 'gcc-x86-64-linux-gnu libc6-dev-amd64-cross' },
};

/**
 * Builds the launcher into a folder. Static, so one program serves every C library.
 * @param {string} folder
 * @param {string} arch x64 or arm64
 * @throws {Error} with what the compiler said, or how to get one
 */
export async function buildLauncher(folder, arch) {
  const isOwn = arch === machineArch;
  const built = join(root, 'native', isOwn ? 'build' : `build-${arch}`);
  const options = isOwn ? [] : [`CC=${crossCompilers[arch].compiler}`, `out=build-${arch}`];
  const { status, output } = await run('make', ['-C', join(root, 'native'), ...options, 'all'], { cwd: root });
  if (status !== 0) {
    const packages = isOwn ? 'gcc libc6-dev linux-libc-dev make' : `make ${crossCompilers[arch].packages}`;
    throw new Error(
      `the launcher of "Run Isolated" cannot be built for ${arch} (Debian packages: ${packages}):\n${output.trim()}`,
    );
  }
  if (!existsSync(folder)) mkdirSync(folder, { recursive: true });
  copyFileSync(join(built, 'launcher'), join(folder, 'launcher'));
}
