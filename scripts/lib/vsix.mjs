// Makes the packages that VS Code installs (VSIX), one for each kind of machine.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildLauncher } from './launcher.mjs';
import { copyKoffi } from './koffi.mjs';
import { projectNode } from './node-modules.mjs';
import { machineArch, root, vsixFolder } from './paths.mjs';
import { run } from './processes.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';
import { checkVsix } from './vsix-check.mjs';

/** VS Code's name of a kind of machine -> whose binaries it needs. */
export const targets = {
  'linux-x64': { arch: 'x64', libc: 'glibc' },
  'linux-arm64': { arch: 'arm64', libc: 'glibc' },
  'alpine-x64': { arch: 'x64', libc: 'musl' },
  'alpine-arm64': { arch: 'arm64', libc: 'musl' },
};

/** The target of this machine. */
export const machineTarget = `${existsSync('/etc/alpine-release') ? 'alpine' : 'linux'}-${machineArch}`;

/** The parts of the package that are not built. */
const copied = ['README.md', 'CHANGELOG.md', 'LICENSE', 'media', '.vscodeignore'];

const manifest = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** @param {string} target */
export function vsixFile(target) {
  const { name, version } = manifest();
  return join(vsixFolder, `${name}-${target}-${version}.vsix`);
}

/** Those who install the package have no use for how it was made. */
function publicManifest() {
  const hidden = ['scripts', 'devDependencies', 'optionalDependencies', 'private'];
  return Object.fromEntries(Object.entries(manifest()).filter(([key]) => !hidden.includes(key)));
}

/** Fills a folder with all that the packages have in common. */
async function buildInto(folder) {
  const { status, output } = await run(
    projectNode(),
    [
      join(root, 'esbuild.mjs'),
      '--production',
      `--outdir=${join(folder, 'dist')}`,
      `--metadir=${join(folder, 'meta')}`,
    ],
    { cwd: root },
  );
  if (status !== 0) throw new Error(`the build failed:\n${output.trim()}`);
  const metafiles = ['extension', 'helper', 'webview'].map((name) => join(folder, 'meta', `${name}.meta.json`));
  writeFileSync(join(folder, 'dist', 'third-party-notices.txt'), thirdPartyNotices(metafiles.filter(existsSync)));
  rmSync(join(folder, 'meta'), { recursive: true });
  for (const name of copied.filter((entry) => existsSync(join(root, entry)))) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(publicManifest(), undefined, 2)}\n`);
}

/** Packs one folder for one target and checks what came out. */
async function pack(folder, target) {
  await copyKoffi(join(folder, 'dist', 'node_modules'), {
    arch: targets[target].arch,
    libcs: [targets[target].libc],
  });
  await buildLauncher(join(folder, 'dist'), targets[target].arch);
  const draft = join(folder, `${target}.vsix`);
  const { status, output } = await run(
    projectNode(),
    [
      ...[join(root, 'node_modules', '@vscode', 'vsce', 'vsce'), 'package', '--no-dependencies', '--target', target],
      ...['--out', draft, '--allow-missing-repository', '--no-rewrite-relative-links', '--skip-license'],
    ],
    { cwd: folder },
  );
  if (status !== 0) throw new Error(`vsce package failed:\n${output.trim()}`);
  const { entries, problems } = checkVsix(draft, targets[target]);
  if (problems.length > 0) throw new Error(`the package for ${target} is not right:\n${problems.join('\n')}`);
  mkdirSync(vsixFolder, { recursive: true });
  const file = vsixFile(target);
  cpSync(draft, `${file}.tmp`);
  renameSync(`${file}.tmp`, file);
  rmSync(draft);
  return { target, file, entries };
}

/**
 * Builds once and packages for each target.
 * @param {string[]} names
 * @returns {Promise<{target: string, file: string, entries: {name: string, size: number}[]}[]>}
 * @throws {Error} where the build fails or a package does not hold what it should
 */
export async function packageExtension(names) {
  const folder = mkdtempSync(join(tmpdir(), 'container-internals-package-'));
  // After a failure an old package must not pass for the new one.
  for (const name of names) rmSync(vsixFile(name), { force: true });
  try {
    await buildInto(folder);
    const made = [];
    for (const target of names) made.push(await pack(folder, target));
    return made;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
