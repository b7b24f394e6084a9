// What a step of `npm test` came to.

/**
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} [details] what a person needs to see of a failure
 * @property {string} [reason] why something was skipped
 */

/** @returns {Result} */
export const passed = () => ({ passed: 1, failed: 0, skipped: 0 });

/** @param {string} details @returns {Result} */
export const failed = (details) => ({ passed: 0, failed: 1, skipped: 0, details });

/** @param {string} reason @returns {Result} */
export const skipped = (reason) => ({ passed: 0, failed: 0, skipped: 1, reason });

/**
 * Under CI everything that a machine needs can be had, so a part that does not run is a failure.
 * @param {Result} result
 * @returns {Result}
 */
export function strictly(result) {
  if (result.skipped === 0) return result;
  const why = `Not run, which counts as failed under CI: ${result.reason ?? `${result.skipped} tests`}`;
  return {
    passed: result.passed,
    failed: result.failed + result.skipped,
    skipped: 0,
    details: [result.details, why].filter(Boolean).join('\n'),
  };
}

/**
 * @param {Result[]} results
 * @returns {string} the last line of `npm test`
 */
export function summary(results) {
  const sum = (key) => results.reduce((total, result) => total + result[key], 0);
  return `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`;
}
