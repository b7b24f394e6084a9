// The licences of what is bundled: they ask to be handed on with the code.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** node_modules/x or node_modules/@scope/x, at any depth. */
const packageFolder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * @param {string[]} metafiles esbuild's, of every bundle
 * @returns {string} name, version and licence of every package that went in
 */
export function thirdPartyNotices(metafiles) {
  const inputs = metafiles.flatMap((file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')).inputs));
  const folders = new Set(inputs.map((path) => packageFolder.exec(path)?.[0]).filter((path) => path !== undefined));
  folders.add('node_modules/koffi');
  const notices = [...folders].sort().map((path) => {
    const folder = join(root, path);
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry) && existsSync(join(folder, entry)));
    const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${license}`;
    return `${name} ${version}\n\n${text}\n`;
  });
  return notices.join(`\n${'-'.repeat(72)}\n\n`);
}
