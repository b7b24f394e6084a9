// npm run package [-- TARGET...]: makes out/vsix/container-internals-TARGET-VERSION.vsix.
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { relative } from 'node:path';
import { ensureNodeModules } from './lib/node-modules.mjs';
import { root } from './lib/paths.mjs';
import { endWithSignals } from './lib/processes.mjs';
import { say, size, timed } from './lib/progress.mjs';
import { packageExtension, targets } from './lib/vsix.mjs';

/** @param {string} why */
function fail(why) {
  console.error(`Not packaged: ${why}`);
  process.exit(1);
}

endWithSignals();
const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.find((name) => !Object.hasOwn(targets, name));
if (unknown) fail(`no target "${unknown}"; there are: ${Object.keys(targets).join(', ')}`);
const modules = await ensureNodeModules();
if (!modules.ok) fail(modules.why);

const names = positionals.length > 0 ? positionals : Object.keys(targets);
try {
  const made = await timed(`Packaging for ${names.join(', ')}`, () => packageExtension(names));
  for (const { file, entries } of made) {
    say(`${relative(root, file)}  ${size(statSync(file).size)}`);
    for (const { name, size: bytes } of entries) say(`  ${size(bytes).padStart(9)}  ${name}`);
  }
} catch (error) {
  fail(error.message);
}
