// node activate.cjs EXTENSION STUB: loads the built extension with the stub in place of "vscode", activates it, and
// prints how long that took.
import { createRequire, registerHooks } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface Activation {
  readonly loadMs: number;
  readonly activateMs: number;
}

interface Extension {
  activate(context: {
    readonly subscriptions: { dispose(): void }[];
    readonly extensionUri: { readonly fsPath: string };
    readonly globalStorageUri: { readonly fsPath: string };
  }): void;
}

const [bundle = '', stub = ''] = process.argv.slice(2);
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? { url: pathToFileURL(stub).href, format: 'commonjs', shortCircuit: true }
      : next(specifier, context),
});
const load = createRequire(pathToFileURL(bundle));
load('vscode');

const started = performance.now();
const extension = load(bundle) as Extension;
const loaded = performance.now();
const subscriptions: { dispose(): void }[] = [];
const root = { fsPath: dirname(dirname(bundle)) };
extension.activate({ subscriptions, extensionUri: root, globalStorageUri: root });
const activated = performance.now();

const result: Activation = { loadMs: loaded - started, activateMs: activated - loaded };
for (const subscription of subscriptions.reverse()) subscription.dispose();
process.stdout.write(JSON.stringify(result));
