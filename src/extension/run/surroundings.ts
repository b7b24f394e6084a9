import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, extname, relative } from 'node:path';
import { Uri, window, workspace } from 'vscode';
import { shellQuoted } from '../../shared/text/path.ts';
import { runEnvironment } from './environment.ts';

/** What a run gets of the window in which it is asked for. */
export interface Surroundings {
  /** Where it runs: the folder of the workspace that the active editor is in. */
  readonly folder: string;
  /** Command lines that the active editor suggests. */
  readonly offered: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** What runs a file of a language. */
const INTERPRETERS: Readonly<Record<string, string>> = {
  python: 'python3',
  javascript: 'node',
  shellscript: 'sh',
  perl: 'perl',
  ruby: 'ruby',
};

/** Of files that are in no editor. */
const LANGUAGES: Readonly<Record<string, string>> = {
  '.py': 'python',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.sh': 'shellscript',
  '.pl': 'perl',
  '.rb': 'ruby',
};

/** Selected text longer than this is no command. */
const SELECTION_LIMIT = 200;

export function readSurroundings(): Surroundings {
  const { activeTextEditor } = window;
  const uri = activeTextEditor?.document.uri;
  const own = uri === undefined ? undefined : workspace.getWorkspaceFolder(uri);
  const folders = [own, ...(workspace.workspaceFolders ?? [])];
  const folder = folders.find((each) => each?.uri.scheme === 'file')?.uri.fsPath ?? homedir();
  return { folder, offered: offers(folder), environment: runEnvironment(process.env) };
}

/** The same for a file, and the command line that runs it. */
export function surroundingsOf(path: string): Surroundings {
  const own = workspace.getWorkspaceFolder(Uri.file(path));
  const folder = own?.uri.fsPath ?? dirname(path);
  const command = fileCommand(path, undefined, folder);
  return { folder, offered: command === undefined ? [] : [command], environment: runEnvironment(process.env) };
}

function offers(folder: string): readonly string[] {
  const editor = window.activeTextEditor;
  if (editor === undefined) return [];
  const { document, selection } = editor;
  const selected = document.getText(selection).trim();
  const isCommand = selected !== '' && selected.length <= SELECTION_LIMIT && !selected.includes('\n');
  const file =
    document.uri.scheme === 'file' ? fileCommand(document.uri.fsPath, document.languageId, folder) : undefined;
  return [...(isCommand ? [selected] : []), ...(file === undefined ? [] : [file])];
}

/** The command line that runs a file; `undefined` where it is neither a program nor a script. */
function fileCommand(path: string, languageId: string | undefined, folder: string): string | undefined {
  const below = relative(folder, path);
  const name = shellQuoted(below.startsWith('..') ? path : `./${below}`);
  if (isExecutable(path)) return name;
  const language = languageId ?? LANGUAGES[extname(path)] ?? '';
  const interpreter = Object.hasOwn(INTERPRETERS, language) ? INTERPRETERS[language] : undefined;
  return interpreter === undefined ? undefined : `${interpreter} ${name}`;
}

/** Whether it is a program. */
function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
