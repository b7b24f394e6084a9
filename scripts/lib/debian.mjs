// Installs the Debian packages that tests need. Run directly it installs the
// named groups of ../debian-packages.json: node scripts/lib/debian.mjs runtimes native
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const packageName = /^[a-z0-9][a-z0-9+.-]+$/;

/**
 * One run as root: $1 is "update" or "", the rest are package names.
 * The lock keeps two runs from removing each other's policy-rc.d. That file
 * (exit 101 = "not allowed") keeps package scripts from starting services; it
 * is made only where there is none, or where a killed run of this script left
 * its own.
 */
const installScript = `
set -u
policy=/usr/sbin/policy-rc.d
mark='# temporary, by container-internals tests'
exec 9>/run/lock/container-internals-apt.lock
flock -w 900 9 || { echo 'another installation did not end within 900 s' >&2; exit 75; }
if [ -e "$policy" ] && grep -qxF "$mark" "$policy"; then rm -f "$policy"; fi
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 143' HUP INT TERM
  printf '#!/bin/sh\\n%s\\nexit 101\\n' "$mark" >"$policy" && chmod 755 "$policy" || exit 73
fi
update=$1; shift
export DEBIAN_FRONTEND=noninteractive
if [ "$update" = update ]; then
  apt-get update -q -o DPkg::Lock::Timeout=300 9>&- || exit
fi
apt-get install -q -y --no-install-recommends -o DPkg::Lock::Timeout=300 \\
  -o Dpkg::Options::=--force-confold -- "$@" 9>&-
`;

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {(line: string) => void} [onLine] every line of output as it comes
 * @returns {Promise<{status: number, stdout: string, stderr: string}>} status 127: it could not be started
 */
function run(command, args, onLine) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C' } });
    const text = { stdout: '', stderr: '' };
    for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
      let rest = '';
      child[name].setEncoding('utf8').on('data', (chunk) => {
        text[name] += chunk;
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        if (onLine) lines.filter((line) => line.trim() !== '').forEach(onLine);
      });
    }
    child.on('error', (error) => resolve({ status: 127, stdout: '', stderr: error.message }));
    child.on('close', (status) => resolve({ status: status ?? 128, ...text }));
  });
}

/**
 * The packages of the named groups of debian-packages.json, without doubles.
 * @param {string[]} groups
 * @returns {Promise<string[]>}
 */
export async function packagesOf(groups) {
  const text = await readFile(new URL('../debian-packages.json', import.meta.url), 'utf8');
  /** @type {Record<string, string[]>} */
  const all = JSON.parse(text);
  return [
    ...new Set(
      groups.flatMap((group) => {
        const names = Object.hasOwn(all, group) ? all[group] : undefined;
        if (!names) throw new Error(`no package group "${group}"; there are: ${Object.keys(all).join(', ')}`);
        return names;
      }),
    ),
  ];
}

/**
 * Which of the names are not installed. It throws where dpkg-query is missing.
 * @param {string[]} names
 * @returns {Promise<string[]>}
 */
export async function missingPackages(names) {
  // dpkg-query fails when one name is unknown, and still lists the others.
  const result = await run('dpkg-query', ['-W', '-f=${Package} ${db:Status-Abbrev}\n', '--', ...names]);
  if (result.status === 127) throw new Error(`dpkg-query: ${result.stderr}`);
  const installed = new Set(
    result.stdout
      .split('\n')
      .filter((line) => /^\S+ [a-z]i/.test(line))
      .map((line) => line.split(' ')[0]),
  );
  return names.filter((name) => !installed.has(name));
}

/**
 * Installs what is missing of the named Debian packages, without recommended
 * packages, without questions, and without starting any service.
 * @param {string[]} names
 * @param {{log?: (line: string) => void}} [options] log gets one line of progress at a time
 * @returns {Promise<{ok: true} | {ok: false, why: string}>}
 */
export async function ensurePackages(names, { log = () => {} } = {}) {
  const bad = names.find((name) => !packageName.test(name));
  if (bad !== undefined) return { ok: false, why: `"${bad}" is not the name of a Debian package` };
  if (names.length === 0) return { ok: true };

  let missing;
  try {
    missing = await missingPackages(names);
  } catch {
    return { ok: false, why: `this is not a Debian system (no dpkg-query); these are needed: ${names.join(' ')}` };
  }
  if (missing.length === 0) return { ok: true };

  const apt = await run('apt-get', ['--version']);
  if (apt.status !== 0) return { ok: false, why: `there is no apt-get to install ${missing.join(' ')}` };
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && (await run('sudo', ['-n', 'true'])).status !== 0) {
    return {
      ok: false,
      why: `not root, and "sudo -n" does not work; run: sudo apt-get install --no-install-recommends ${missing.join(' ')}`,
    };
  }

  // Old package lists either lack a package or name a version that is gone:
  // both fail fast, and are cured by an update.
  const plan = await run('apt-get', ['install', '-s', '--no-install-recommends', '--', ...missing]);
  const attempts = plan.status === 0 ? ['', 'update'] : ['update'];
  let last = plan;
  for (const update of attempts) {
    log(`${update ? 'updating package lists and installing' : 'installing'}: ${missing.join(' ')}`);
    const shell = ['sh', '-c', installScript, 'install-packages', update, ...missing];
    const [command = 'sh', ...args] = isRoot ? shell : ['sudo', '-n', ...shell];
    last = await run(command, args, log);
    if (last.status === 0) break;
  }
  const left = await missingPackages(missing);
  if (last.status === 0 && left.length === 0) return { ok: true };
  const reason = last.stderr.trim().split('\n').slice(-4).join('; ');
  return { ok: false, why: `apt-get could not install ${left.join(' ')}: ${reason || `status ${last.status}`}` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const groups = process.argv.slice(2);
  const result = await ensurePackages(await packagesOf(groups), { log: (line) => console.log(line) });
  if (!result.ok) {
    console.error(result.why);
    process.exitCode = 1;
  }
}
