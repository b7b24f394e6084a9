// npm test [-- STEP...]: checks everything, or the named steps. The last line is the count.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureNodeModules } from './lib/node-modules.mjs';
import { root } from './lib/paths.mjs';
import { endWithSignals, isEnding } from './lib/processes.mjs';
import { duration, say } from './lib/progress.mjs';
import { failed, strictly, summary } from './lib/test-result.mjs';

const logs = join(root, 'test-results');
const underCi = /^(1|true)$/i.test(process.env.CI ?? '');

/** @param {string} text */
const indented = (text) => text.replace(/^/gm, '  ');

/** Runs one step and says how it went: one line, and more only where something is wrong. */
async function runStep(name, step) {
  rmSync(join(logs, `${name}.log`), { force: true });
  const start = performance.now();
  const outcome = await step(logs).catch((error) => failed(error.stack));
  if (isEnding()) return outcome;
  const result = underCi ? strictly(outcome) : outcome;
  const took = duration(performance.now() - start).padStart(6);
  const word = result.failed > 0 ? 'FAILED' : result.passed > 0 ? 'ok' : 'skipped';
  say(`${word.padEnd(8)}${name.padEnd(12)} ${took}  ${summary([result])}`);
  if (result.details) say(indented(result.details));
  if (result.reason) say(indented(`not run: ${result.reason}`));
  return result;
}

async function main() {
  if (process.platform !== 'linux') return [failed('These tests need Linux.')];
  mkdirSync(logs, { recursive: true });
  const modules = await ensureNodeModules();
  if (!modules.ok) return [failed(modules.why)];

  // Some of what the steps import is in node_modules.
  const { steps } = await import('./lib/test-steps.mjs');
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !Object.hasOwn(steps, name));
  if (unknown) return [failed(`There is no step "${unknown}"; there are: ${Object.keys(steps).join(', ')}`)];
  // The end-to-end tests run what was packaged.
  if (wanted.includes('e2e')) wanted.push('build');
  const results = [];
  for (const [name, step] of Object.entries(steps)) {
    if (wanted.length === 0 || wanted.includes(name)) results.push(await runStep(name, step));
  }
  if (results.some((result) => result.failed > 0)) say('Full logs: test-results/');
  return results;
}

endWithSignals();
const results = await main();
if (!isEnding()) {
  // What kept everything from starting has not been said yet.
  if (results.length === 1 && results[0].passed === 0 && results[0].details) say(results[0].details);
  say(summary(results));
  if (results.some((result) => result.failed > 0)) process.exitCode = 1;
}
