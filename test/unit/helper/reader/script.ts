import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');

/** The reader's script, bundled from the sources as they are now; `remove` takes it away. */
export async function bundledReader(): Promise<{ script: string; folder: string; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'reader-'));
  const script = join(folder, 'reader.cjs');
  await build({
    entryPoints: [join(REPOSITORY, 'src/helper/reader/main.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  return { script, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
