import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pagePolicy } from '../../../src/extension/limits-page/html.ts';
import type { Built } from './build.ts';

const NONCE = 'bm9uY2U';

/** What VS Code puts into every page before the page's own styles. */
const DEFAULT_STYLES = `@layer vscode-default {
  html { scrollbar-color: var(--vscode-scrollbarSlider-background) var(--vscode-editor-background); }
  body { overscroll-behavior-x: none; background-color: transparent; color: var(--vscode-editor-foreground);
    font-family: var(--vscode-font-family); font-weight: var(--vscode-font-weight);
    font-size: var(--vscode-font-size); margin: 0; padding: 0 20px; }
  a, a code { color: var(--vscode-textLink-foreground); }
  code { font-family: monospace; color: var(--vscode-textPreformat-foreground);
    background-color: var(--vscode-textPreformat-background); padding: 1px 3px; border-radius: 4px; }
}`;

const PAGE = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy("'self'", NONCE)}">
<meta property="csp-nonce" content="${NONCE}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Limits</title>
<style nonce="${NONCE}">${DEFAULT_STYLES}</style>
<link rel="stylesheet" href="limits.css">
</head>
<body>
<script nonce="${NONCE}">standIn.applyTheme();</script>
<main id="page"></main>
<script nonce="${NONCE}" src="limits.js"></script>
</body>
</html>`;

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** The page with the head and the content security policy that the extension gives it. */
export async function servePage({ script, style }: Built): Promise<Served> {
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    '/': ['text/html', PAGE],
    '/limits.js': ['text/javascript', script],
    '/limits.css': ['text/css', style],
    '/favicon.ico': ['image/x-icon', ''],
  };
  const server = createServer((request, response) => {
    const file = files[request.url ?? ''];
    if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': `${file[0]}; charset=utf-8` }).end(file[1]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
