// The second disk of the test machine: this checkout's tests on the way in, their results on the way out.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectNode } from './node-modules.mjs';
import { root } from './paths.mjs';
import { run, tail } from './processes.mjs';

/** Where the machine mounts the disk: its checkout. */
export const guestRoot = '/srv/container-internals';

/** What the tests need of the checkout; a part that is not there is left out. */
const parts = [
  'src',
  'webview',
  'test',
  'scripts',
  'native/build',
  'package.json',
  'tsconfig.json',
  'vitest.config.mts',
];

/** What the tests import of node_modules. */
const packages = ['vitest', 'vscode-jsonrpc', 'koffi', 'esbuild'];

async function must(command, args, options) {
  const { status, output } = await run(command, args, options);
  if (status !== 0) throw new Error(`${command} ${args[0]}: ${tail(output, 5)}`);
}

/** The folders of packages and of all that they depend on, by package-lock.json, as far as they are installed. */
function closure() {
  const { packages: locked } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const found = new Set();
  // As Node looks for it: beside the package that asks, then further and further out.
  const resolve = (from, name) => {
    for (let at = from; ; at = at.slice(0, Math.max(at.lastIndexOf('/node_modules/'), 0))) {
      const path = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
      if (locked[path]) return path;
      if (at === '') return undefined;
    }
  };
  const add = (path) => {
    if (path === undefined || found.has(path) || !existsSync(join(root, path))) return;
    found.add(path);
    const { dependencies, optionalDependencies, peerDependencies } = locked[path];
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      add(resolve(path, name));
    }
  };
  for (const name of packages) add(`node_modules/${name}`);
  return [...found];
}

/**
 * @param {string} draft an empty folder to work in
 * @param {{machine: string, vitestArguments: readonly string[], shell: boolean}} options
 *   machine: the folder of test/vm whose tests run there; shell: a shell on the serial line instead of them
 * @returns {Promise<string>} the file of the disk
 */
export async function makeDataDisk(draft, { machine, vitestArguments, shell }) {
  const tree = join(draft, 'data');
  // A package's own folder brings what is installed inside it.
  for (const part of [...parts, ...closure().filter((path) => path.split('node_modules/').length === 2)]) {
    const from = join(root, part);
    if (!existsSync(from)) continue;
    mkdirSync(dirname(join(tree, part)), { recursive: true });
    cpSync(from, join(tree, part), { recursive: true, verbatimSymlinks: true });
  }
  // As it is shipped, and never an old one.
  const build = ['esbuild.mjs', '--production', `--outdir=${join(tree, 'dist')}`, `--metadir=${join(draft, 'meta')}`];
  await must(projectNode(), build, { cwd: root });
  mkdirSync(join(tree, 'bin'));
  cpSync(projectNode(), join(tree, 'bin', 'node'));
  writeFileSync(join(tree, 'machine'), machine);
  writeFileSync(join(tree, 'vitest-arguments'), vitestArguments.map((word) => `${word}\n`).join(''));
  if (shell) writeFileSync(join(tree, 'shell'), '');
  // An ordinary user of the machine reads it too, whatever the umask here.
  await must('chmod', ['-R', 'u=rwX,go=rX', tree]);
  const disk = join(draft, 'data.ext4');
  const features = ['-O', '^has_journal', '-m', '0', '-E', 'root_owner=0:0'];
  await must('mke2fs', ['-q', '-t', 'ext4', ...features, '-d', tree, disk, '1G']);
  rmSync(tree, { recursive: true });
  return disk;
}

/**
 * Copies what the tests left in results/ of the disk.
 * @param {string} disk
 * @param {string} into an existing folder; gets a folder "results"
 * @returns {Promise<string[]>} the names of the files
 */
export async function readResults(disk, into) {
  await run('debugfs', ['-R', `rdump /results "${into}"`, disk]);
  const folder = join(into, 'results');
  return existsSync(folder) ? readdirSync(folder) : [];
}
