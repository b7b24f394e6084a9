import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..', '..', '..');

export interface Built {
  readonly script: string;
  readonly style: string;
}

/** Bundles the page as it is packaged. */
export async function buildPage(): Promise<Built> {
  const folder = await mkdtemp(join(tmpdir(), 'container-internals-page-'));
  try {
    const args = ['--production', '--part=webview', `--outdir=${folder}`, `--metadir=${folder}`];
    await promisify(execFile)(process.execPath, [join(root, 'esbuild.mjs'), ...args]);
    const read = (name: string): Promise<string> => readFile(join(folder, 'webview', name), 'utf8');
    return { script: await read('limits.js'), style: await read('limits.css') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
