// Runs one vitest project and counts what came out.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { projectNode } from './node-modules.mjs';
import { root } from './paths.mjs';
import { run, tail } from './processes.mjs';
import { failed, skipped } from './test-result.mjs';

/** @param {string} message an error with its stack @returns {string} what says something about the test */
function short(message) {
  const lines = message.split('\n').filter((line) => !line.includes('/node_modules/'));
  return lines
    .slice(0, 12)
    .map((line) => `    ${line}`)
    .join('\n');
}

/**
 * @param {{testResults: {name: string, status: string, message: string, assertionResults:
 *   {fullName: string, status: string, failureMessages: string[]}[]}[]}} report vitest's JSON
 * @returns {import('./test-result.mjs').Result}
 */
function count(report) {
  const result = { passed: 0, failed: 0, skipped: 0 };
  const details = [];
  const left = [];
  for (const { name, status, message, assertionResults } of report.testResults) {
    const file = relative(root, name);
    let failedHere = 0;
    for (const test of assertionResults) {
      if (test.status === 'passed') result.passed++;
      else if (test.status === 'failed') {
        failedHere++;
        details.push(`${file}: ${test.fullName}\n${test.failureMessages.map(short).join('\n')}`);
      } else {
        result.skipped++;
        left.push(`${file}: ${test.fullName}`);
      }
    }
    // A file that cannot be loaded, or whose preparation failed, has no failed test of its own.
    if (status === 'failed' && failedHere === 0) {
      failedHere = 1;
      details.push(`${file}\n${short(message || 'A preparation failed; the log tells which.')}`);
    }
    result.failed += failedHere;
  }
  return {
    ...result,
    ...(details.length > 0 && { details: details.join('\n') }),
    ...(left.length > 0 && { reason: left.join('\n') }),
  };
}

/**
 * @param {string} project
 * @param {string} logFolder
 * @returns {Promise<import('./test-result.mjs').Result>}
 */
export async function runVitest(project, logFolder) {
  const json = join(logFolder, `${project}.json`);
  rmSync(json, { force: true });
  const { status, output } = await run(
    projectNode(),
    [
      ...[join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', project, '--passWithNoTests'],
      ...['--reporter=verbose', '--reporter=json', `--outputFile.json=${json}`],
    ],
    { cwd: root, env: { ...process.env, NO_COLOR: '1' }, logFile: join(logFolder, `${project}.log`) },
  );
  if (!existsSync(json)) return failed(tail(output));
  const report = JSON.parse(readFileSync(json, 'utf8'));
  if (report.testResults.length === 0 && status === 0) return skipped('there are no tests');
  const result = count(report);
  if (result.details?.includes('the log tells which')) result.details += `\n${tail(output, 40)}`;
  // An error outside of every test, such as a rejection that nobody waits for.
  if (status !== 0 && result.failed === 0) return { ...result, failed: 1, details: tail(output, 40) };
  return result;
}
