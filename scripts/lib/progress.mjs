// What the scripts say while they work: one short line per thing that takes time.

/** @param {number} ms */
export function duration(ms) {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

/** @param {number} bytes */
export function size(bytes) {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** @param {string} line */
export function say(line) {
  console.log(line);
}

/**
 * Says what begins, does it, and says how long it took where that was noticeable.
 * @template T
 * @param {string} what for example "Building"
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function timed(what, work) {
  say(`${what} …`);
  const start = performance.now();
  const result = await work();
  const took = performance.now() - start;
  if (took > 500) say(`  done in ${duration(took)}`);
  return result;
}
