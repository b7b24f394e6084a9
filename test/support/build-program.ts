import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'esbuild';

/** Bundles a program of this folder where its koffi is found, and where any user can read it; its path. */
export async function buildProgram(name: string): Promise<string> {
  const outfile = resolve(import.meta.dirname, `../../out/test/${name}.cjs`);
  mkdirSync(resolve(outfile, '..'), { recursive: true });
  await build({
    entryPoints: [resolve(import.meta.dirname, `${name}.ts`)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    logLevel: 'silent',
  });
  return outfile;
}
