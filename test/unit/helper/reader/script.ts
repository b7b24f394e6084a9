import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');

export interface BundledReader {
  /** The script, which finds koffi. */
  readonly script: string;
  /** The same where no koffi is to be found. */
  readonly bare: string;
  readonly folder: string;
  readonly remove: () => void;
}

/** The reader's script, bundled from the sources as they are now; `remove` takes it away. */
export async function bundledReader(): Promise<BundledReader> {
  const parent = mkdtempSync(join(tmpdir(), 'reader-'));
  const folder = join(parent, 'complete');
  mkdirSync(folder);
  symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  const script = join(folder, 'reader.cjs');
  const bare = join(parent, 'reader.cjs');
  await build({
    entryPoints: [join(REPOSITORY, 'src/helper/reader/main.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  copyFileSync(script, bare);
  return { script, bare, folder, remove: () => rmSync(parent, { recursive: true, force: true }) };
}
