// Fetches one package from the npm registry that the user has configured, without installing it.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { npmReason, run, tail } from './processes.mjs';

const day = 24 * 3600 * 1000;

/** Removes what a killed run left behind. */
function removeOldDrafts(folder) {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith('draft-'))) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > day) rmSync(path, { recursive: true, force: true });
  }
}

/**
 * Makes a folder in one go: it is filled as a draft beside its place and then
 * renamed, so that a half-made one is never seen.
 * @param {string} folder
 * @param {(draft: string) => Promise<string>} fill gets an empty folder; returns the path that becomes `folder`
 */
export async function makeFolder(folder, fill) {
  const parent = dirname(folder);
  mkdirSync(parent, { recursive: true });
  removeOldDrafts(parent);
  const draft = mkdtempSync(join(parent, `draft-${basename(folder)}-`));
  try {
    const made = await fill(draft);
    try {
      renameSync(made, folder);
    } catch (error) {
      // Another run was faster; its folder is as good.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * Fetches a package and unpacks it into `into`/package.
 * @param {{name: string, version: string, integrity: string}} wanted integrity as in package-lock.json
 * @param {string} into an existing folder
 * @param {string[]} [only] paths in the package to unpack; all unless told
 * @throws {Error} where it cannot be had, or is not the one that was pinned
 */
export async function fetchPackage({ name, version, integrity }, into, only = []) {
  const spec = `${name}@${version}`;
  const packed = await run('npm', ['pack', spec, '--silent', '--pack-destination', into], { cwd: into });
  if (packed.status === 127) throw new Error('npm is not installed or not on PATH');
  const file = readdirSync(into).find((entry) => entry.endsWith('.tgz'));
  if (packed.status !== 0 || !file) {
    throw new Error(`npm could not fetch ${spec} (is the npm registry reachable?):\n${npmReason(packed.output)}`);
  }
  const archive = join(into, file);
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found !== integrity)
    throw new Error(`${spec} is not the package that was pinned: ${found}, expected ${integrity}`);
  const unpacked = await run('tar', ['-xzf', archive, '-C', into, ...only.map((path) => `package/${path}`)]);
  if (unpacked.status !== 0) throw new Error(`${spec} could not be unpacked:\n${tail(unpacked.output, 5)}`);
  rmSync(archive);
}
