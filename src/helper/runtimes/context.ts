import type { ReaderProcess } from '../reader/reader-process.ts';
import type { RuntimeContext } from './runtime.ts';
import { getJson } from './socket-json.ts';
import { rememberMissing } from './socket-memory.ts';

/** The real machine, as runtimes may look at it. */
export function runtimeContext(reader: ReaderProcess, environment: NodeJS.ProcessEnv): RuntimeContext {
  const userRuntimeFolder = environment['XDG_RUNTIME_DIR'];
  return {
    readFile: (path) => reader.readFile(path),
    listFolder: (path) => reader.listFolder(path),
    commandLine: (pid) => reader.readArguments(`/proc/${pid}/cmdline`),
    getJson: rememberMissing(getJson),
    ...(userRuntimeFolder === undefined ? {} : { userRuntimeFolder }),
    homeFolder: environment['HOME'] ?? '/',
  };
}
