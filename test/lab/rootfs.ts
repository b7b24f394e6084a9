import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { run } from './exec.ts';

/** The image that container engines get: the rootfs folder and nothing else. */
export const labImage = 'ci-lab:1';

/** Where the lab keeps what it makes once; outside the checkout. */
export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'container-internals', 'lab');
}

/** Holds a folder for each lab that is open. */
export function openLabsFolder(): string {
  return join(cacheFolder(), 'open');
}

/**
 * A root folder with a static busybox and a link for each of its commands,
 * made once. `/bin` and `/sbin` are links into `/usr`, which nspawn insists on.
 * @returns the folder and a tar of it
 */
export async function ensureRootfs(): Promise<{ folder: string; tar: string }> {
  const base = join(cacheFolder(), 'rootfs-1');
  const made = { folder: join(base, 'root'), tar: join(base, 'root.tar') };
  if (existsSync(base)) return made;

  const busybox = '/usr/bin/busybox';
  if (!existsSync(busybox)) throw new Error(`${busybox} is missing: install busybox-static`);
  await mkdir(cacheFolder(), { recursive: true });
  const draft = await mkdtemp(join(cacheFolder(), 'draft-'));
  try {
    const root = join(draft, 'root');
    for (const folder of ['usr/bin', 'usr/sbin', 'proc', 'sys', 'dev', 'tmp', 'etc', 'root', 'run', 'var']) {
      await mkdir(join(root, folder), { recursive: true });
    }
    await symlink('usr/bin', join(root, 'bin'));
    await symlink('usr/sbin', join(root, 'sbin'));
    await cp(busybox, join(root, 'usr/bin/busybox'));
    const names = (await run(busybox, ['--list'])).stdout.split('\n').filter((name) => /^\w[\w.-]*$/.test(name));
    for (const name of names) {
      if (name !== 'busybox') await symlink('busybox', join(root, 'usr/bin', name));
    }
    await run('tar', ['-C', root, '-cf', join(draft, 'root.tar'), '.']);
    await run('chmod', ['755', draft, root]);
    await rename(draft, base);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another lab made it meanwhile: theirs is as good.
    if (!existsSync(base)) throw error;
  }
  return made;
}

/** Copies the rootfs for a runtime that writes into it or wants it alone. */
export async function copyRootfs(target: string): Promise<string> {
  const { folder } = await ensureRootfs();
  await run('cp', ['-a', folder, target]);
  return target;
}
