// Makes a step's result of the report that vitest wrote inside the test machine.
import { relative } from 'node:path';
import { guestRoot } from './vm-data.mjs';

/** @typedef {import('./test-result.mjs').Result} Result */

const indented = (text) => text.split('\n').map((line) => `    ${line}`).join('\n'); // prettier-ignore

/** An error without the frames that say nothing about the test. */
function short(message) {
  const lines = message.split('\n').filter((line) => !line.includes('/node_modules/'));
  return indented(lines.slice(0, 16).join('\n').replaceAll(`${guestRoot}/`, ''));
}

/**
 * @param {string} text vitest's JSON
 * @param {string} machine goes in front of each test
 * @returns {Result}
 */
export function countReport(text, machine) {
  const result = { passed: 0, failed: 0, skipped: 0 };
  const details = [];
  const left = [];
  for (const { name, status, message, assertionResults } of JSON.parse(text).testResults) {
    const file = `[${machine}] ${relative(guestRoot, name)}`;
    const failures = assertionResults.filter((test) => test.status === 'failed');
    const passes = assertionResults.filter((test) => test.status === 'passed');
    const rest = assertionResults.filter((test) => !failures.includes(test) && !passes.includes(test));
    // A file that cannot be loaded, or whose preparation failed, has no failed test of its own.
    const brokenFile = status === 'failed' && failures.length === 0;
    result.passed += passes.length;
    result.failed += brokenFile ? 1 : failures.length;
    result.skipped += rest.length;
    for (const test of failures)
      details.push(`${file}: ${test.fullName}\n${test.failureMessages.map(short).join('\n')}`);
    if (brokenFile) details.push(`${file}\n${short(message || 'A preparation failed; the serial log tells which.')}`);
    left.push(...rest.map((test) => `${file}: ${test.fullName}`));
  }
  return {
    ...result,
    ...(details.length > 0 && { details: details.join('\n') }),
    ...(left.length > 0 && { reason: left.join('\n') }),
  };
}

/**
 * @param {Result[]} results
 * @returns {Result}
 */
export function sumOf(results) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  const texts = (key) => results.flatMap((result) => result[key] ?? []).join('\n');
  return {
    ...{ passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') },
    ...(texts('details') && { details: texts('details') }),
    ...(texts('reason') && { reason: texts('reason') }),
  };
}
