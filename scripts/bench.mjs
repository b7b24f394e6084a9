// npm run bench [-- --quick] [--strict] [--only PART]...: measures the extension and its helper.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages, packagesOf } from './lib/debian.mjs';
import { ensureNodeModules, projectNode } from './lib/node-modules.mjs';
import { root } from './lib/paths.mjs';
import { cleanEnv, endAll, run, tail } from './lib/processes.mjs';
import { say, timed } from './lib/progress.mjs';
import { ensureVscodeServer, serverMain } from './lib/vscode-server.mjs';
import { machineTarget, packageExtension, vsixFile } from './lib/vsix.mjs';

const usage = `npm run bench [-- OPTIONS]
  --quick       fewer rounds: to see whether it works
  --strict      fails where a bound does not hold
  --only PART   only this part: extension, plain, large, docker, sampling or page (may be given again)`;

function readOptions() {
  const options = {
    quick: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Error(`${error.message}\n${usage}`, { cause: error });
  }
}

/** @param {string} what @param {string} command @param {string[]} args @throws {Error} */
async function must(what, command, args) {
  const { status, output } = await run(command, args, { cwd: root });
  if (status !== 0) throw new Error(`${what} failed:\n${tail(output)}`);
}

/** Builds the extension as it is shipped, and the scripts that measure it, into a folder of their own. */
async function build(folder) {
  const dist = join(folder, 'dist');
  await must('The build', projectNode(), [
    ...[join(root, 'esbuild.mjs'), '--production', `--outdir=${dist}`, `--metadir=${join(folder, 'meta')}`],
  ]);
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['main', 'activate', 'loop-monitor', 'vscode-stub'].map((name) => ({
      in: `test/bench/${name}.ts`,
      out: name === 'main' ? 'bench' : name,
    })),
    // Beside the build, which brings koffi.
    outdir: dist,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    define: { 'import.meta.dirname': '__dirname' },
    external: ['koffi', 'playwright-core'],
    logLevel: 'warning',
  });
  return dist;
}

async function prepare(folder) {
  const modules = await ensureNodeModules();
  if (!modules.ok) throw new Error(modules.why);
  const compiler = await ensurePackages(await packagesOf(['native']), { log: say });
  if (!compiler.ok) throw new Error(compiler.why);
  return timed('Building', async () => {
    await packageExtension([machineTarget]);
    await must('make', 'make', ['-C', join(root, 'native'), 'test-programs']);
    return build(folder);
  });
}

/** Where the part "page" finds VS Code, where that can be had. */
async function editor() {
  const browser = await ensurePackages(await packagesOf(['browser']), { log: say });
  const server = browser.ok ? await ensureVscodeServer() : browser;
  if (!server.ok) return {};
  return { E2E_NODE: projectNode(), E2E_SERVER: serverMain, E2E_VSIX: vsixFile(machineTarget) };
}

/** The measuring process, once there is one: it cleans up by itself, which takes its time. */
let measuring;
let status;

for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.on(signal, () => {
    status ??= code;
    if (measuring) measuring.kill(signal);
    else void endAll();
  });
}

const folder = mkdtempSync(join(tmpdir(), 'container-internals-bench-'));
try {
  if (process.platform !== 'linux') throw new Error('Container Internals needs Linux: it reads the Linux kernel');
  const options = readOptions();
  if (options.help) {
    say(usage);
  } else {
    const dist = await prepare(folder);
    if (status === undefined) {
      const args = [
        ...[
          '--expose-gc',
          join(dist, 'bench.cjs'),
          `--build=${dist}`,
          `--crowd=${join(root, 'native', 'build', 'crowd')}`,
        ],
        `--json=${join(root, 'test-results', 'bench.json')}`,
        ...options.only.map((part) => `--only=${part}`),
        ...['quick', 'strict'].filter((name) => options[name]).map((name) => `--${name}`),
      ];
      // Its input ends when this process does, however that ends; then so does all that it started.
      const env = { ...cleanEnv(), NODE_PATH: join(root, 'node_modules'), ...(await editor()) };
      measuring = spawn(projectNode(), args, { stdio: ['pipe', 'inherit', 'inherit'], env, cwd: root });
      const [code] = await once(measuring, 'exit');
      status ??= code ?? 1;
    }
  }
} catch (error) {
  status ??= 1;
  if (status === 1) console.error(`\nNot measured: ${error.message}`);
} finally {
  await endAll();
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = status ?? 0;
