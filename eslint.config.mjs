import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Imports run one way: extension, helper and webview -> shared. Each part names what it may not import. */
const layer = (files, forbidden) => ({
  files: [files],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: forbidden.map(([regex, message]) => ({ regex, message })) },
    ],
  },
});

const VSCODE = ['^vscode$', 'Only src/extension imports vscode.'];
const KOFFI = ['^koffi$', 'Only src/helper/kernel imports koffi.'];
const NODE = ['^node:', 'Pure code: no node modules here.'];
const EXTENSION = ['/extension/', 'Imports run extension -> shared, never to the extension.'];
const HELPER = ['/helper/', 'Imports run helper -> shared, never to the helper.'];
const WEBVIEW = ['/webview/', 'Imports run webview -> shared, never to a page.'];
const TOOLKIT = ['^@vscode/webview-ui-toolkit', 'Only webview/kit imports the toolkit.'];

const ban = (selector, message) => ({ selector, message });

/** What makes HTML of a text: a container may have written it. */
const htmlFromText = [
  ...['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'setHTMLUnsafe', 'createContextualFragment', 'srcdoc'].map(
    (name) => ban(`Identifier[name='${name}']`, 'Show text as text: no HTML is made of it.'),
  ),
  ban("Literal[value='innerHTML']", 'Show text as text: no HTML is made of it.'),
  ban("JSXIdentifier[name='dangerouslySetInnerHTML']", 'Show text as text: no HTML is made of it.'),
  ban("Identifier[name='dangerouslySetInnerHTML']", 'Show text as text: no HTML is made of it.'),
  ban("MemberExpression[object.name='document'][property.name=/^write/]", 'Show text as text: no HTML is made of it.'),
];

const toolkitTags = [
  ban('JSXIdentifier[name=/^vscode-/]', 'Only webview/kit knows the tags of the toolkit.'),
  ban(
    'Literal[value=/^vscode-(badge|button|dropdown|link|option|progress)/]',
    'Only webview/kit knows the tags of the toolkit.',
  ),
];

const BY_NUMBER = 'Signals go to what the tests started: signal() and endProcess() of test/lab/signal.ts.';

/** What signals processes by a number or by a name: whoever has it may be nobody that a test started. */
const strayingSignals = [
  // Signal 0 only asks whether somebody is there.
  ban(
    "CallExpression[callee.object.name='process'][callee.property.name='kill']:not([arguments.1.value=0])",
    BY_NUMBER,
  ),
  ban("MemberExpression[object.name='process'][property.value='kill']", BY_NUMBER),
  ban(":not(CallExpression) > MemberExpression[object.name='process'][property.name='kill']", BY_NUMBER),
  ban("CallExpression > MemberExpression.arguments[object.name='process'][property.name='kill']", BY_NUMBER),
  ban("VariableDeclarator[init.name='process'] Property[key.name='kill']", BY_NUMBER),
  ban("ImportDeclaration[source.value=/^(node:)?process$/] ImportSpecifier[imported.name='kill']", BY_NUMBER),
  // kill(pid, signal), as whatever it has been named; that of a child takes no pid.
  ban("CallExpression[callee.property.name='kill'][arguments.length>1]:not([callee.object.name='process'])", BY_NUMBER),
  ban(
    String.raw`Literal[value=/^(\u002f\S*\u002f)?(kill|pkill|killall5?|skill|snice|fuser|tgkill|slay)$/]`,
    'No program signals by a number or a name: a lab container has stop(), a process endProcess().',
  ),
];

/** The same words in a script of a shell. `$$` and `$!` are the shell itself and what it started. */
const killingScripts = ['Literal[value=/REGEX/]', 'TemplateElement[value.raw=/REGEX/]'].map((selector) =>
  ban(
    selector.replace(
      'REGEX',
      String.raw`(^|[;&|(\n]|\b(exec|then|do|sudo))\s*(p?kill|killall5?|skill|fuser)\s(?!(-\w+ )?"?\$[$!])`,
    ),
    'No script signals by a number or a name: a lab container has stop(), a process endProcess().',
  ),
);

/** How the helper itself sends signals: its own tests give it their own children. */
const helperSignals = ban(
  'ImportDeclaration[source.value=/helper\\u002fkernel\\u002f(pidfd|libc)/]',
  'Only the tests of the helper’s own parts send signals through these: see eslint.config.mjs.',
);

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', 'out/', 'native/build/', 'test-results/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.{ts,tsx}'] })),
  {
    files: ['**/*.{ts,tsx}'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // What is only held until the end of its block is used by its disposal.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreUsingDeclarations: true }],
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        fetch: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly',
      },
    },
  },
  layer('src/shared/**/*.ts', [VSCODE, KOFFI, NODE, EXTENSION, HELPER, WEBVIEW, TOOLKIT]),
  layer('src/shared/model/**/*.ts', [
    VSCODE,
    KOFFI,
    NODE,
    EXTENSION,
    HELPER,
    WEBVIEW,
    TOOLKIT,
    ['/protocol/', 'The model knows no protocol.'],
  ]),
  layer('src/extension/**/*.ts', [KOFFI, HELPER, WEBVIEW, TOOLKIT]),
  layer('src/helper/**/*.ts', [VSCODE, KOFFI, EXTENSION, WEBVIEW, TOOLKIT]),
  layer('src/helper/kernel/**/*.ts', [VSCODE, EXTENSION, WEBVIEW, TOOLKIT]),
  layer('webview/**/*.{ts,tsx}', [VSCODE, KOFFI, NODE, EXTENSION, HELPER, TOOLKIT]),
  layer('webview/kit/**/*.{ts,tsx}', [VSCODE, KOFFI, NODE, EXTENSION, HELPER]),
  {
    files: ['webview/**/*.{ts,tsx}'],
    rules: { 'no-restricted-syntax': ['error', ...htmlFromText, ...toolkitTags] },
  },
  {
    files: ['webview/kit/**/*.{ts,tsx}'],
    rules: { 'no-restricted-syntax': ['error', ...htmlFromText] },
  },
  {
    files: ['test/**/*.ts', 'scripts/**/*.mjs'],
    rules: { 'no-restricted-syntax': ['error', ...strayingSignals, ...killingScripts, helperSignals] },
  },
  {
    // These only compare the words of commands, or run what a container would.
    files: ['test/unit/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...strayingSignals, helperSignals] },
  },
  {
    // The one place; what the tests of forecasts run as another user, on what they started; groups of what it started.
    files: ['test/lab/signal.ts', 'test/support/forecast-sender.ts', 'scripts/lib/processes.mjs'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Tests of the parts that send signals, or that ask by them whether one may; their targets are their children.
    files: ['test/unit/helper/kernel/**/*.ts', 'test/unit/helper/actions/**/*.ts', 'test/support/fact-sources.ts'],
    rules: { 'no-restricted-syntax': ['error', ...strayingSignals] },
  },
  {
    files: ['test/bench/**/*.ts', 'test/lab/smoke.ts'],
    rules: { 'no-console': 'off' },
  },
  prettier,
);
