import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { run, waitFor } from '../../lab/exec.ts';
import type { Workbench } from './workbench.ts';

const SOURCE = resolve(import.meta.dirname, 'caller-extension');

/** Packs the extension of caller-extension/. @returns the VSIX file, in the folder */
export async function packCaller(folder: string): Promise<string> {
  const vsce = resolve(createRequire(import.meta.url).resolve('@vscode/vsce/package.json'), '..', 'vsce');
  const file = join(folder, 'caller.vsix');
  const quiet = ['--no-dependencies', '--allow-missing-repository', '--skip-license'];
  await run(process.execPath, [vsce, 'package', ...quiet, '--out', file], { cwd: SOURCE });
  return file;
}

/** The other extension, in a VS Code that has it. */
export class Caller {
  readonly #workbench: Workbench;
  readonly #folder: string;

  constructor(workbench: Workbench) {
    const extensions = join(workbench.server.dataFolder, 'extensions');
    const name = readdirSync(extensions).find((entry) => entry.startsWith('container-internals-test.caller-'));
    if (name === undefined) throw new Error('the other extension is not installed');
    this.#workbench = workbench;
    this.#folder = join(extensions, name);
  }

  /** Has it call a command. @param args JavaScript: what the command is called with, with commas between */
  async call(command: string, args: string): Promise<void> {
    rmSync(join(this.#folder, 'done.json'), { force: true });
    const module = `module.exports = { command: ${JSON.stringify(command)}, arguments: [${args}] };\n`;
    writeFileSync(join(this.#folder, 'call.cjs'), module);
    await this.#workbench.runCommand('Caller: Call');
  }

  /** Waits until the command has returned. @returns what came of it: `{ value: 'nothing' }` where it returned nothing */
  done(): Promise<unknown> {
    const file = join(this.#folder, 'done.json');
    return waitFor(
      'the end of the command',
      () => existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as object),
    );
  }
}
