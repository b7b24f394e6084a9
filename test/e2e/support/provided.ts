import { existsSync } from 'node:fs';

/** What `npm test` provides for these tests; vitest.config.mts says where it is. */
export interface Provided {
  /** A Node that can run the VS Code server. */
  readonly node: string;
  /** The main program of the VS Code server. */
  readonly server: string;
  /** The packaged extension. */
  readonly vsix: string;
  readonly chromium: string;
}

/** @throws {Error} naming what is missing and the command that provides it */
export function provided(): Provided {
  const file = (name: string, path: string | undefined, remedy: string): string => {
    if (path !== undefined && existsSync(path)) return path;
    throw new Error(`${name} is missing (${path ?? 'no path given'}): ${remedy}`);
  };
  return {
    node: file('Node', process.env.E2E_NODE, 'npm ci'),
    server: file('the VS Code server', process.env.E2E_SERVER, 'npm test -- e2e'),
    vsix: file('the packaged extension', process.env.E2E_VSIX, 'npm run package'),
    chromium: file('Chromium', '/usr/bin/chromium', 'npm test -- e2e'),
  };
}
