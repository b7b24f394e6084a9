// Installs node_modules where they do not match package-lock.json.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineArch, root } from './paths.mjs';
import { npmReason, run } from './processes.mjs';
import { timed } from './progress.mjs';

const stampFile = join(root, 'node_modules', '.installed-lock');

/** The lock of this checkout on this kind of machine; node_modules differ by both. */
function wantedStamp() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${machineArch}\n`;
}

/**
 * Whether a package of the lock must be there. Of the optional ones only those
 * that name this machine: others belong to other machines, or to such ones.
 */
function isNeededHere({ os, cpu, libc, optional }) {
  if (!optional) return true;
  return !libc && Boolean(os?.includes(process.platform) && cpu?.includes(machineArch));
}

/**
 * Whether npm itself put there what the lock asks for: someone may have run
 * `npm ci` or `npm install` by hand, and that is as good.
 */
function matchesLock() {
  try {
    const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
    const present = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')).packages;
    const agrees = ([path, entry]) =>
      present[path]
        ? present[path].version === entry.version && present[path].integrity === entry.integrity
        : !isNeededHere(entry);
    return (
      Object.entries(wanted).every(([path, entry]) => path === '' || agrees([path, entry])) &&
      Object.keys(present).every((path) => wanted[path] !== undefined)
    );
  } catch {
    return false;
  }
}

/**
 * Makes node_modules match package-lock.json. Install scripts do not run:
 * nothing here needs them, and a package from elsewhere gets no say.
 * @returns {Promise<{ok: true} | {ok: false, why: string}>}
 */
export async function ensureNodeModules() {
  const wanted = wantedStamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return { ok: true };
  if (!matchesLock()) {
    const { status, output } = await timed('Installing npm packages', () =>
      run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root }),
    );
    if (status === 127) return { ok: false, why: 'npm is not installed or not on PATH' };
    if (status !== 0)
      return { ok: false, why: `npm ci failed (is the npm registry reachable?):\n${npmReason(output)}` };
  }
  writeFileSync(stampFile, wanted);
  return { ok: true };
}

/**
 * The Node that builds and tests: Node 24 from npm, so that any Node can start
 * the scripts. Only after ensureNodeModules.
 */
export function projectNode() {
  const installed = join(root, 'node_modules', `node-linux-${machineArch}`, 'bin', 'node');
  if (existsSync(installed)) return installed;
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  throw new Error(`Node 24 is needed; ${installed} is missing and this is Node ${process.versions.node}`);
}
