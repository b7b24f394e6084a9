import { randomBytes } from 'node:crypto';

/** Where the page's parts are, as addresses that a webview may load. */
export interface PageParts {
  /** Where VS Code serves a webview's files from, for the content security policy. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
}

/** The page before its script runs. Nothing of a container is in it: that comes by messages. */
export function pageHtml({ cspSource, script, style }: PageParts): string {
  const nonce = randomBytes(18).toString('base64');
  const policy = pagePolicy(cspSource, nonce);
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta property="csp-nonce" content="${nonce}">
  <title>Limits</title>
  <link rel="stylesheet" href="${attribute(style)}">
  <script nonce="${nonce}" src="${attribute(script)}" defer></script>
</head>
<body>
  <main id="page">Reading…</main>
</body>
</html>
`;
}

/** The content security policy of the page: what VS Code serves for it, and the one script that bears the nonce. */
export function pagePolicy(cspSource: string, nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource}`,
  ].join('; ');
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
