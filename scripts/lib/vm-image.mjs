// Builds the disk of the test machine, once for each recipe, in the cache.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './npm-tarball.mjs';
import { cacheFolder } from './paths.mjs';
import { run, tail } from './processes.mjs';
import { timed } from './progress.mjs';
import { debianRelease, guestPackages, recipeHash, setupFolder } from './vm-recipe.mjs';

/** Room for what the tests add to the 1 GB of packages. The file has holes where nothing is. */
const diskSize = '3G';

/** A command that must succeed. */
async function must(command, args, what) {
  const { status, output } = await run(command, args);
  if (status !== 0) throw new Error(`${what} failed:\n${tail(output, 15)}`);
  return output;
}

/**
 * Where this machine's own apt gets Debian from, as lines of sources.list(5): the image comes from there too.
 * @returns {Promise<string[]>}
 */
async function sources() {
  const format =
    '$(ORIGIN)|deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $(REPO_URI) $(RELEASE) $(COMPONENT)';
  const targets = ['indextargets', '--format', format, 'Created-By: Packages'];
  const lines = (await must('apt-get', targets, 'Asking apt for its sources')).split('\n');
  const debian = lines.filter((line) => line.startsWith('Debian|')).map((line) => line.slice('Debian|'.length));
  if (debian.length === 0) throw new Error('apt has no sources of Debian, or no lists of them yet (apt-get update)');
  return [...new Set(debian)];
}

/** Proxies and the like that apt is configured with here. They do not stay in the image. */
async function networkOptions() {
  const output = await must('apt-config', ['dump', 'Acquire'], 'Asking apt for its configuration');
  return output
    .split('\n')
    .filter((line) => /^Acquire::(https?::|Retries|ForceIPv)/i.test(line) && !/ "";$/.test(line));
}

/** Fills `disk` with the three files of a machine. */
async function build(draft, disk, release) {
  const tree = join(draft, 'root');
  const options = join(draft, 'apt.conf');
  writeFileSync(options, `${(await networkOptions()).join('\n')}\n`);
  const excluded = ['man', 'doc', 'locale', 'info', 'bash-completion', 'lintian'];
  await must(
    'mmdebstrap',
    [
      ...['--quiet', '--mode=root', '--format=directory', '--variant=minbase', `--aptopt=${options}`],
      ...excluded.map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
      `--include=${(await guestPackages()).join(',')}`,
      `--essential-hook=sh '${join(setupFolder, 'initramfs.sh')}' "$1"`,
      `--customize-hook=sh '${join(setupFolder, 'setup.sh')}' "$1"`,
      ...[release, tree, ...(await sources())],
    ],
    'mmdebstrap',
  );
  mkdirSync(disk);
  const boot = join(tree, 'boot');
  for (const name of ['vmlinuz', 'initrd.img']) {
    const found = readdirSync(boot).find((entry) => entry.startsWith(`${name}-`));
    if (!found) throw new Error(`the kernel's package left no ${name}`);
    copyFileSync(join(boot, found), join(disk, name));
  }
  rmSync(boot, { recursive: true });
  // Without a journal and reserved blocks: the disk is thrown away after each run.
  const features = ['-O', '^has_journal', '-m', '0', '-E', 'lazy_itable_init=1'];
  await must('mke2fs', ['-q', '-t', 'ext4', ...features, '-d', tree, join(disk, 'root.ext4'), diskSize], 'mke2fs');
}

/**
 * The folder with root.ext4, vmlinuz and initrd.img of the test machine, built where it is missing.
 * @returns {Promise<{ok: true, folder: string} | {ok: false, why: string}>}
 */
export async function ensureVmImage() {
  const release = debianRelease();
  if (!release)
    return { ok: false, why: 'the test machine is built from the packages of this machine, and this is no Debian' };
  const folder = join(cacheFolder, `vm-${await recipeHash(release)}`);
  if (existsSync(folder)) return { ok: true, folder };
  if (process.getuid?.() !== 0) return { ok: false, why: 'only root can build the test machine' };
  try {
    await timed('Building the test machine', () =>
      makeFolder(folder, async (draft) => {
        await build(draft, join(draft, 'disk'), release);
        return join(draft, 'disk');
      }),
    );
  } catch (error) {
    return { ok: false, why: `the test machine could not be built: ${error.message}` };
  }
  return { ok: true, folder };
}
