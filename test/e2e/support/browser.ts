import { type Browser, chromium } from 'playwright-core';
import { provided } from './provided.ts';

/** Nothing that a test does not ask for: no sandbox (root cannot have one), no network, no first-run pages. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts Debian's Chromium. It ends with this process, even where that is killed: it reads from a pipe. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: provided().chromium, args });
}
