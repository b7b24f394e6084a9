// Bundles the extension, its helper and the pages into dist/.
//   node esbuild.mjs [--watch] [--production] [--outdir=DIR] [--metadir=DIR] [--part=NAME …]
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { reporter } from './scripts/lib/build-report.mjs';
import { buildLauncher } from './scripts/lib/launcher.mjs';
import { copyKoffi } from './scripts/lib/koffi.mjs';
import { machineArch, root } from './scripts/lib/paths.mjs';

const { values: options } = parseArgs({
  options: {
    watch: { type: 'boolean', default: false },
    production: { type: 'boolean', default: false },
    outdir: { type: 'string', default: 'dist' },
    metadir: { type: 'string', default: 'out/build' },
    /** Only these of the parts below; or `launcher`, the program in C. */
    part: { type: 'string', multiple: true },
  },
});
const outdir = resolve(root, options.outdir);
const metadir = resolve(root, options.metadir);

/** @type {esbuild.BuildOptions} */
const base = {
  absWorkingDir: root,
  bundle: true,
  charset: 'utf8',
  logLevel: 'silent',
  metafile: true,
  minify: options.production,
  sourcemap: options.production ? false : 'linked',
};

/** What VS Code's own Node runs. The oldest VS Code that we support has Node 22. */
const node = { ...base, platform: 'node', format: 'cjs', target: 'node22' };

/** Pages: each folder of webview/ with a main.tsx. The oldest VS Code that we support has Chromium 134. */
const pages = existsSync(join(root, 'webview'))
  ? readdirSync(join(root, 'webview')).filter((name) => existsSync(join(root, 'webview', name, 'main.tsx')))
  : [];

/** @type {Record<string, esbuild.BuildOptions>} */
const parts = {
  extension: {
    ...node,
    entryPoints: ['src/extension/main.ts'],
    outfile: join(outdir, 'extension.js'),
    external: ['vscode'],
  },
  // "vscode" is not external here, so a helper that imports it does not build.
  helper: {
    ...node,
    entryPoints: ['src/helper/main.ts'],
    outfile: join(outdir, 'helper.js'),
    external: ['koffi'],
    alias: { crypto: './src/helper/rpc/lazy-crypto.ts' },
  },
  reader: {
    ...node,
    entryPoints: ['src/helper/reader/main.ts'],
    outfile: join(outdir, 'reader.js'),
  },
  keeper: {
    ...node,
    entryPoints: ['src/helper/keeper/main.ts'],
    outfile: join(outdir, 'keeper.js'),
  },
  ...(pages.length > 0 && {
    webview: {
      ...base,
      platform: 'browser',
      format: 'iife',
      target: 'chrome134',
      entryPoints: pages.map((name) => ({ in: `webview/${name}/main.tsx`, out: name })),
      outdir: join(outdir, 'webview'),
    },
  }),
};

/** What a bundle is made of and how large each part is; esbuild's bundle size analyzer shows it. */
function writeMetafile(name, metafile) {
  mkdirSync(metadir, { recursive: true });
  writeFileSync(join(metadir, `${name}.meta.json`), JSON.stringify(metafile));
}

const names = (options.part ?? Object.keys(parts)).filter((name) => name !== 'launcher');
if (options.part === undefined || options.part.includes('launcher')) {
  try {
    await buildLauncher(outdir, machineArch);
  } catch (error) {
    // All else works without it; a package has to have it.
    console.log(`build:1:1: ${options.production ? 'error' : 'warning'}: ${error.message}`);
    if (options.production) process.exit(1);
  }
}
if (names.includes('helper')) {
  await copyKoffi(join(outdir, 'node_modules'), { arch: machineArch, libcs: ['glibc', 'musl'] });
}

const report = reporter(names, { watch: options.watch, onMetafile: writeMetafile });
const contexts = await Promise.all(
  names.map((name) => esbuild.context({ ...parts[name], plugins: [report.plugin(name)] })),
);
if (options.watch) {
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  // The reporter has said what is wrong.
  const results = await Promise.allSettled(contexts.map((context) => context.rebuild()));
  await Promise.all(contexts.map((context) => context.dispose()));
  if (results.some(({ status }) => status === 'rejected')) process.exitCode = 1;
}
