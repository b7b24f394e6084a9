import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const REPOSITORY = resolve(import.meta.dirname, '../../../..');

/** The helper's script, bundled from the sources as they are now; `remove` takes it away. */
export async function bundledHelper(): Promise<{ script: string; folder: string; remove: () => void }> {
  const folder = mkdtempSync(join(tmpdir(), 'reader-'));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['koffi', '@koromix']) {
    symlinkSync(join(REPOSITORY, 'node_modules', name), join(folder, 'node_modules', name));
  }
  const script = join(folder, 'helper.cjs');
  await build({
    entryPoints: [join(REPOSITORY, 'src/helper/main.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['koffi'],
    logLevel: 'error',
  });
  return { script, folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
