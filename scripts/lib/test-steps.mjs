// The steps of `npm test`, in their order.
import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ensurePackages, packagesOf } from './debian.mjs';
import { projectNode } from './node-modules.mjs';
import { root } from './paths.mjs';
import { run, tail } from './processes.mjs';
import { say } from './progress.mjs';
import { failed, passed, skipped } from './test-result.mjs';
import { runVitest } from './vitest.mjs';
import { ensureVscodeServer } from './vscode-server.mjs';
import { runVms } from './vm.mjs';
import { machineTarget, packageExtension } from './vsix.mjs';

/** @typedef {import('./test-result.mjs').Result} Result */

const tool = (...path) => join(root, 'node_modules', ...path);

/** Programs that tests start find the project's Node first. */
const env = () => ({ ...process.env, NO_COLOR: '1', PATH: `${dirname(projectNode())}${delimiter}${process.env.PATH}` });

/** Runs commands that together are one test: all of them, so that one run shows all that is wrong. */
async function check(logFile, ...commands) {
  const problems = [];
  for (const [command, ...args] of commands) {
    const { status, output } = await run(command, args, { cwd: root, env: env(), logFile });
    if (status !== 0) problems.push(tail(output, 40));
  }
  return problems.length === 0 ? passed() : failed(problems.join('\n'));
}

/** @param {string[]} groups of debian-packages.json @returns {Promise<string | undefined>} why they cannot be had */
async function missingPackages(...groups) {
  const result = await ensurePackages(await packagesOf(groups), {
    log: (line) => /^(installing|updating)/.test(line) && say(`  Debian packages: ${line}`),
  });
  return result.ok ? undefined : result.why;
}

/** Into dist/, where the integration tests find the helper, and as a package, which the end-to-end tests install. */
async function buildForHere(logs) {
  const built = await check(join(logs, 'build.log'), [projectNode(), 'esbuild.mjs']);
  if (built.failed > 0) return built;
  try {
    await packageExtension([machineTarget]);
    return passed();
  } catch (error) {
    return failed(error.message);
  }
}

/** @type {Record<string, (logs: string) => Promise<Result>>} */
export const steps = {
  lint: (logs) =>
    check(
      join(logs, 'lint.log'),
      [projectNode(), tool('eslint', 'bin', 'eslint.js'), '.'],
      [projectNode(), tool('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.'],
    ),
  types: (logs) => check(join(logs, 'types.log'), [projectNode(), tool('typescript', 'bin', 'tsc'), '-b']),
  native: async (logs) => {
    const why = await missingPackages('native');
    return why
      ? skipped(why)
      : check(join(logs, 'native.log'), ['make', '-C', 'native', 'all', 'test-programs', 'check']);
  },
  unit: (logs) => runVitest('unit', logs),
  build: buildForHere,
  integration: async (logs) => {
    const why = await missingPackages('runtimes', 'native');
    return why ? skipped(why) : runVitest('integration', logs);
  },
  vm: async (logs) => {
    const why = await missingPackages('vm');
    return why ? skipped(why) : runVms(logs);
  },
  page: async (logs) => {
    const why = await missingPackages('browser');
    return why ? skipped(why) : runVitest('page', logs);
  },
  e2e: async (logs) => {
    const why = await missingPackages('browser');
    if (why) return skipped(why);
    const server = await ensureVscodeServer();
    return server.ok ? runVitest('e2e', logs) : skipped(server.why);
  },
};

if (!existsSync(join(root, 'native', 'Makefile'))) delete steps.native;
