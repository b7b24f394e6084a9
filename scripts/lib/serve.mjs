// Runs the VS Code server with the extension for a person to use.
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { projectNode } from './node-modules.mjs';
import { cacheFolder } from './paths.mjs';
import { run, start, tail } from './processes.mjs';
import { serverMain } from './vscode-server.mjs';

/** Settings and extensions of this VS Code; they stay from one start to the next. */
const dataFolder = join(cacheFolder, 'start');
const folders = ['--server-data-dir', dataFolder, '--extensions-dir', join(dataFolder, 'extensions')];

/** What a fresh VS Code shows on its own would only hide the extension. */
const firstSettings = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
};

/** @param {number} port @returns {Promise<string | undefined>} why the port cannot be had; undefined if it can */
export function portProblem(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) =>
      resolve(error.code === 'EADDRINUSE' ? `port ${port} is in use; choose another with --port` : error.message),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(undefined)));
  });
}

/** @param {string} vsix @throws {Error} */
export async function installExtension(vsix) {
  const { status, output } = await run(projectNode(), [serverMain, '--install-extension', vsix, '--force', ...folders]);
  if (status !== 0) throw new Error(`VS Code could not install the extension:\n${tail(output)}`);
}

/** A secret for this run, in a file that only the user can read: arguments are seen by everybody. */
function makeToken() {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const file = join(dataFolder, 'token');
  const token = randomBytes(20).toString('hex');
  writeFileSync(file, token, { mode: 0o600 });
  return { file, token };
}

/**
 * Starts the server on this machine's own address.
 * @param {number} port 0: a free one
 * @returns {Promise<{url: string, ended: Promise<string>}>} ended: with the last lines of its output
 * @throws {Error} where it ends before it listens
 */
export async function serve(port) {
  const { file, token } = makeToken();
  const settings = join(dataFolder, 'data', 'User', 'settings.json');
  if (!existsSync(settings)) {
    mkdirSync(join(settings, '..'), { recursive: true });
    writeFileSync(settings, `${JSON.stringify(firstSettings, undefined, 2)}\n`);
  }
  const child = start(projectNode(), [
    serverMain,
    ...['--host', '127.0.0.1', '--port', String(port), '--connection-token-file', file],
    ...['--accept-server-license-terms', '--telemetry-level', 'off', ...folders],
  ]);
  let output = '';
  const ended = new Promise((resolve) => child.once('close', () => resolve(tail(output))));
  const listening = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-20_000);
        const found = /listening on (\d+)/.exec(output);
        if (found) resolve(found[1]);
      });
    }
  });
  const actual = await Promise.race([
    listening,
    ended.then((text) => Promise.reject(new Error(`the VS Code server did not start:\n${text}`))),
  ]);
  return { url: `http://127.0.0.1:${actual}/?tkn=${token}`, ended };
}
