// Where things are: the checkout, and the cache that outlives it.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout, without a slash at the end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Downloads that several checkouts can share. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'container-internals');

/** Where `npm run package` puts the packages that VS Code installs. */
export const vsixFolder = join(root, 'out', 'vsix');

/** This machine's architecture in the words of VS Code and npm: x64 or arm64. */
export const machineArch = process.arch;
