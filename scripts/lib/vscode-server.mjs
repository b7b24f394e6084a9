// The VS Code server: VS Code in a browser, from npm, kept in the cache.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchPackage, makeFolder } from './npm-tarball.mjs';
import { cacheFolder } from './paths.mjs';
import { npmReason, run } from './processes.mjs';
import { timed } from './progress.mjs';

/** Of this npm package only the VS Code server inside is used. */
const wanted = JSON.parse(readFileSync(new URL('../vscode-server.json', import.meta.url), 'utf8'));

/** The folder of the VS Code server, whether or not it is there yet. */
export const serverFolder = join(cacheFolder, `vscode-server-${wanted.version}`);

/** The program that Node runs; it also installs extensions. */
export const serverMain = join(serverFolder, 'out', 'server-main.js');

/**
 * Fetches the VS Code server where the cache has none.
 * @returns {Promise<{ok: true} | {ok: false, why: string}>}
 */
export async function ensureVscodeServer() {
  if (existsSync(serverMain)) return { ok: true };
  try {
    await timed('Fetching the VS Code server (600 MB on disk, once)', () =>
      makeFolder(serverFolder, async (draft) => {
        await fetchPackage(wanted, draft, ['lib/vscode']);
        const folder = join(draft, 'package', 'lib', 'vscode');
        // Its lock leaves some packages out, which `npm ci` refuses. Its native modules
        // would need a compiler; the server runs without those that are not prebuilt.
        const { status, output } = await run(
          'npm',
          ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder],
          { cwd: folder },
        );
        if (status !== 0) throw new Error(`npm could not install what the VS Code server needs:\n${npmReason(output)}`);
        return folder;
      }),
    );
    return { ok: true };
  } catch (error) {
    return { ok: false, why: error.message };
  }
}
