// The licences of what is bundled: they ask to be handed on with the code.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

/** The text of the MIT licence, for packages that name it and do not carry it. */
const mit = (holder) => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

/** @returns {string} the licence that a package without a file for it names */
function namedLicence({ license, author }) {
  const holder = typeof author === 'string' ? author : author?.name;
  return license === 'MIT' && holder ? mit(holder) : `Licence: ${license}`;
}

/** node_modules/x or node_modules/@scope/x, at any depth. */
const packageFolder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;

/**
 * @param {string[]} metafiles esbuild's, of every bundle
 * @returns {string} name, version and licence of every package that went in, and what third-party/ says of other parts
 */
export function thirdPartyNotices(metafiles) {
  const inputs = metafiles.flatMap((file) => Object.keys(JSON.parse(readFileSync(file, 'utf8')).inputs));
  const folders = new Set(inputs.map((path) => packageFolder.exec(path)?.[0]).filter((path) => path !== undefined));
  folders.add('node_modules/koffi');
  const notices = [...folders].sort().map((path) => {
    const folder = join(root, path);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry) && existsSync(join(folder, entry)));
    const text = file ? readFileSync(join(folder, file), 'utf8').trim() : namedLicence(manifest);
    return `${manifest.name} ${manifest.version}\n\n${text}\n`;
  });
  const others = join(root, 'third-party');
  const texts = readdirSync(others)
    .sort()
    .map((name) => readFileSync(join(others, name), 'utf8'));
  return [...notices, ...texts].join(`\n${'-'.repeat(72)}\n\n`);
}
