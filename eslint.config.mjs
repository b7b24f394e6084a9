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
    files: ['test/bench/**/*.ts', 'test/lab/smoke.ts'],
    rules: { 'no-console': 'off' },
  },
  prettier,
);
