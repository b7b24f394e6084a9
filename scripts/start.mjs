// npm start [-- --port N] [--server]: opens VS Code with the extension as it is in this checkout.
import { parseArgs } from 'node:util';
import { desktopCode } from './lib/desktop.mjs';
import { ensureNodeModules, projectNode } from './lib/node-modules.mjs';
import { root } from './lib/paths.mjs';
import { endAll, endWithSignals, isEnding, run } from './lib/processes.mjs';
import { say, timed } from './lib/progress.mjs';
import { installExtension, portProblem, serve } from './lib/serve.mjs';
import { machineTarget, packageExtension, targets } from './lib/vsix.mjs';
import { ensureVscodeServer } from './lib/vscode-server.mjs';

const usage = `npm start [-- OPTIONS]
  --port N   where the browser finds VS Code (a free port unless told)
  --server   VS Code in the browser even where there is one on the desktop`;

/** @param {{ok: true} | {ok: false, why: string}} result @throws {Error} */
function need(result) {
  if (!result.ok) throw new Error(result.why);
}

function readOptions() {
  const options = {
    port: { type: 'string', default: '0' },
    server: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Error(`${error.message}\n${usage}`, { cause: error });
  }
}

async function openDesktop(code) {
  await timed('Building', async () => {
    const { status, output } = await run(projectNode(), ['esbuild.mjs'], { cwd: root });
    if (status !== 0) throw new Error(`the build failed:\n${output.trim()}`);
  });
  const { status, output } = await run(code, ['--new-window', `--extensionDevelopmentPath=${root}`]);
  if (status !== 0) throw new Error(`${code} failed:\n${output.trim()}`);
  say('VS Code opens a window with Container Internals in its activity bar.');
}

async function openServer(port) {
  need(await ensureVscodeServer());
  const [{ file }] = await timed('Building', () => packageExtension([machineTarget]));
  const { url, ended } = await timed('Starting VS Code', async () => {
    await installExtension(file);
    return serve(port);
  });
  say(`\nContainer Internals is in the activity bar of VS Code at\n\n  ${url}\n\nCtrl-C ends it.`);
  throw new Error(`the VS Code server ended:\n${await ended}`);
}

async function main() {
  const options = readOptions();
  if (options.help) return say(usage);
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`"${options.port}" is not a port`);
  if (process.platform !== 'linux') throw new Error('Container Internals needs Linux: it reads the Linux kernel');
  if (!targets[machineTarget]) throw new Error(`there is no package for this machine (${machineTarget})`);
  const problem = port === 0 ? undefined : await portProblem(port);
  if (problem) throw new Error(problem);

  need(await ensureNodeModules());
  const code = options.server ? undefined : desktopCode();
  await (code ? openDesktop(code) : openServer(port));
}

endWithSignals();
try {
  await main();
} catch (error) {
  if (!isEnding()) {
    console.error(`\nCannot start: ${error.message}`);
    await endAll();
    process.exitCode = 1;
  }
}
