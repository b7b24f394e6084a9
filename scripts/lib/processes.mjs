// Starts programs and makes sure that none outlives the script.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The leaders of the process groups that this script started and that still run. */
const running = new Set();

/** npm tells its scripts things that would mislead an npm that they start elsewhere. */
const misleading = /^npm_(package_|lifecycle_|command$|execpath$|node_execpath$|config_local_prefix$)|^INIT_CWD$/;

/** The environment for a program that a script starts. */
export function cleanEnv() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !misleading.test(name)));
}

/**
 * Starts a program in a process group of its own, so that everything that it
 * starts in turn can be ended with it.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function start(command, args, options = {}) {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: cleanEnv(),
    ...options,
    detached: true,
  });
  running.add(child);
  child.once('error', () => running.delete(child));
  child.once('exit', () => running.delete(child));
  return child;
}

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, logFile?: string, onLine?: (line: string) => void}} [options]
 *   logFile gets the output of both streams; onLine gets it line by line
 * @returns {Promise<{status: number, output: string}>} status 127: it could not be started; 128: a signal ended it
 */
export function run(command, args, { cwd, env, logFile, onLine } = {}) {
  return new Promise((resolve) => {
    const child = start(command, args, { ...(cwd && { cwd }), ...(env && { env }) });
    const log = logFile ? createWriteStream(logFile, { flags: 'a' }) : undefined;
    let output = '';
    const finish = (status) => (log ? log.end(() => resolve({ status, output })) : resolve({ status, output }));
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', (chunk) => {
        output += chunk;
        log?.write(chunk);
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        if (onLine) lines.forEach(onLine);
      });
    }
    child.once('error', (error) => {
      output += `${command}: ${error.message}\n`;
      finish(127);
    });
    child.once('close', (status) => {
      if (child.pid !== undefined) finish(status ?? 128);
    });
  });
}

/** The end of a program's output, where the reason of a failure stands. */
export function tail(output, lines = 20) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}

/** npm's own words for a failure, without its stack and its advice. */
export function npmReason(output) {
  const lines = output.split('\n').filter((line) => /^npm error \S/.test(line) && !line.includes('complete log'));
  return lines.length > 0 ? lines.slice(0, 5).join('\n') : tail(output, 5);
}

/** Signals every group; false where nothing is left to signal. */
function signalGroups(children, signal) {
  let found = false;
  for (const { pid } of children) {
    try {
      if (pid !== undefined) process.kill(-pid, signal);
      found = true;
    } catch {
      // Nothing of this group runs any more.
    }
  }
  return found;
}

/** Ends everything that was started and waits for it: SIGTERM, and SIGKILL after two seconds. */
export async function endAll() {
  const children = [...running];
  signalGroups(children, 'SIGTERM');
  const deadline = performance.now() + 2000;
  while (performance.now() < deadline && signalGroups(children, 0)) await sleep(50);
  signalGroups(children, 'SIGKILL');
}

let ending = false;

/** Whether the user has ended this script: what fails from then on is no news. */
export const isEnding = () => ending;

/** Makes Ctrl-C, a closed terminal and `kill` end what was started, then this script. */
export function endWithSignals() {
  for (const [signal, status] of /** @type {const} */ ([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ])) {
    process.once(signal, () => {
      ending = true;
      void endAll().finally(() => process.exit(status));
    });
  }
  // A script that throws must not leave anything behind either.
  process.once('exit', () => signalGroups(running, 'SIGKILL'));
}
