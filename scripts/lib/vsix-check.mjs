// What a packaged extension may hold and what it must hold.
import { listZip } from './zip-list.mjs';

/**
 * @param {{arch: string, libc: 'glibc' | 'musl'}} target
 * @returns {{required: string[], allowed: RegExp[]}} paths in the VSIX
 */
function contents({ arch, libc }) {
  const modules = 'extension/dist/node_modules';
  const binaries = `${modules}/@koromix/koffi-linux-${arch}`;
  return {
    required: [
      'extension.vsixmanifest',
      '[Content_Types].xml',
      'extension/package.json',
      'extension/LICENSE.txt',
      'extension/dist/extension.js',
      'extension/dist/helper.js',
      'extension/dist/reader.js',
      'extension/dist/keeper.js',
      'extension/dist/launcher',
      'extension/dist/third-party-notices.txt',
      'extension/dist/webview/limits.js',
      'extension/dist/webview/limits.css',
      `${modules}/koffi/package.json`,
      `${modules}/koffi/LICENSE.txt`,
      `${modules}/koffi/index.cjs`,
      `${modules}/koffi/src/koffi/index.cjs`,
      `${modules}/koffi/src/koffi/src/static.cjs`,
      `${binaries}/package.json`,
      `${binaries}/index.js`,
      `${binaries}/${libc === 'musl' ? 'musl' : 'linux'}_${arch}/koffi.node`,
    ],
    allowed: [
      /^extension\/(readme|changelog)\.md$/,
      /^extension\/media\/[\w-]+\.(svg|png)$/,
      /^extension\/dist\/webview\/[\w-]+\.(js|css|ttf)$/,
    ],
  };
}

/**
 * @param {string} file a VSIX
 * @param {{arch: string, libc: 'glibc' | 'musl'}} target
 * @returns {{entries: {name: string, size: number, mode: number}[], problems: string[]}}
 */
export function checkVsix(file, target) {
  const entries = listZip(file);
  const names = entries.map(({ name }) => name);
  const { required, allowed } = contents(target);
  return {
    entries,
    problems: [
      ...required.filter((name) => !names.includes(name)).map((name) => `missing: ${name}`),
      ...names
        .filter((name) => !required.includes(name) && !allowed.some((pattern) => pattern.test(name)))
        .map((name) => `unexpected: ${name}`),
      ...entries
        .filter(({ name, mode }) => name === 'extension/dist/launcher' && (mode & 0o7777) !== 0o755)
        .map(({ name, mode }) => `${name} has the mode ${(mode & 0o7777).toString(8)} instead of 755`),
    ],
  };
}
