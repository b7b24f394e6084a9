import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

/** Bundles forecast-sender.ts where its koffi is found, and where any user can read it; its path. */
export async function buildSender(): Promise<string> {
  const outfile = resolve(import.meta.dirname, '../../out/test/forecast-sender.cjs');
  mkdirSync(resolve(outfile, '..'), { recursive: true });
  await build({
    entryPoints: [resolve(import.meta.dirname, 'forecast-sender.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'silent',
  });
  return outfile;
}
