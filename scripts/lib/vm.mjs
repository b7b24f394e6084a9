// The step "vm": boots a Debian machine with systemd and runs the tests of
// test/vm inside it. Run directly:
//   node scripts/lib/vm.mjs [MACHINE] [VITEST ARGUMENTS]   one machine and some tests: node scripts/lib/vm.mjs v2 docker
//   node scripts/lib/vm.mjs [MACHINE] --shell              the machine with a shell on this terminal
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './paths.mjs';
import { endWithSignals, tail } from './processes.mjs';
import { duration, say } from './progress.mjs';
import { failed, skipped, summary } from './test-result.mjs';
import { bootVm } from './vm-boot.mjs';
import { makeDataDisk, readResults } from './vm-data.mjs';
import { ensureVmImage } from './vm-image.mjs';
import { countReport, sumOf } from './vm-report.mjs';

/** @typedef {import('./test-result.mjs').Result} Result */

/** One image makes machines that differ by what the kernel is told; each runs the tests of its folder of test/vm. */
const machines = {
  /** What Debian is today: cgroup version 2 alone. */
  v2: { arguments: [], timeoutMs: 600_000 },
  /** What it was before: each controller in a hierarchy of version 1, and no version 2 beside them. */
  v1: {
    arguments: ['systemd.unified_cgroup_hierarchy=0', 'systemd.legacy_systemd_cgroup_controller=1'],
    timeoutMs: 240_000,
  },
  /** Version 2 without pressure stall information. */
  'no-psi': { arguments: ['psi=0'], timeoutMs: 180_000 },
};

/**
 * Boots one machine, and keeps what it said and found in the folder of the logs.
 * @param {string} name
 * @param {{image: string, logs: string, vitestArguments?: readonly string[], shell?: boolean}} options
 * @returns {Promise<Result>}
 */
async function runMachine(name, { image, logs, vitestArguments = [], shell = false }) {
  const machine = machines[name];
  const draft = mkdtempSync(join(tmpdir(), 'container-internals-vm-'));
  const serialLog = join(logs, `vm-${name}.log`);
  await rm(serialLog, { force: true });
  try {
    const data = await makeDataDisk(draft, { machine: name, shell, vitestArguments });
    const booted = await bootVm({
      ...{ image, data, arguments: machine.arguments },
      ...(shell ? { timeoutMs: 24 * 3600_000 } : { serialLog, timeoutMs: machine.timeoutMs }),
    });
    for (const file of await readResults(data, draft)) {
      await cp(join(draft, 'results', file), join(logs, `vm-${name}-${file}`));
    }
    if (shell) return skipped('a shell runs no tests');
    const report = join(draft, 'results', 'vm.json');
    const said = () => (existsSync(serialLog) ? tail(readFileSync(serialLog, 'utf8'), 40) : '');
    if (!existsSync(report)) return failed(`[${name}] ${booted.ok ? 'no results' : booted.why}\n${said()}`);
    const result = countReport(readFileSync(report, 'utf8'), name);
    if (result.passed + result.failed + result.skipped === 0) return failed(`[${name}] no tests ran\n${said()}`);
    // What went wrong outside of every test, such as a bystander that was signalled.
    const status = readFileSync(join(draft, 'results', 'status'), 'utf8').trim();
    return status === '0' || result.failed > 0 ? result : { ...result, failed: 1, details: `[${name}]\n${said()}` };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** @returns {string | undefined} why there can be no test machine here */
function hindrance() {
  if (process.arch !== 'x64') return `the test machine is an x64 one, and this is ${process.arch}`;
  if (process.getuid?.() !== 0) return 'only root can build the test machine and fill its disks';
  return undefined;
}

/**
 * @param {string} logs the folder test-results
 * @returns {Promise<Result>}
 */
export async function runVms(logs) {
  const why = hindrance();
  if (why) return skipped(why);
  const image = await ensureVmImage();
  if (!image.ok) return skipped(image.why);
  const results = [];
  for (const name of Object.keys(machines)) results.push(await runMachine(name, { image: image.folder, logs }));
  return sumOf(results);
}

async function main([first, ...rest]) {
  const named = first !== undefined && Object.hasOwn(machines, first);
  const vitestArguments = named || first === undefined ? rest : [first, ...rest];
  const shell = vitestArguments.includes('--shell');
  const logs = join(root, 'test-results');
  mkdirSync(logs, { recursive: true });
  const image = await ensureVmImage();
  const begin = performance.now();
  const result = image.ok
    ? await runMachine(named ? first : 'v2', { image: image.folder, logs, shell, vitestArguments })
    : failed(image.why);
  if (result.details) say(result.details);
  if (result.reason) say(`not run: ${result.reason}`);
  say(`${summary([result])} in ${duration(performance.now() - begin)}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  endWithSignals();
  await main(process.argv.slice(2));
}
