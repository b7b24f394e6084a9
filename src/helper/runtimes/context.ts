import type { ReaderProcess } from '../reader/reader-process.ts';
import type { RuntimeControl } from './runtime.ts';
import { askSocket } from './socket-http.ts';
import { getJson } from './socket-json.ts';
import { rememberMissing } from './socket-memory.ts';

/** What a runtime says to a request that changes something is a line or nothing. */
const SAID_LIMIT_BYTES = 64 * 1024;

/** The real machine, as runtimes may look at it and be asked to change it. */
export function runtimeContext(reader: ReaderProcess, environment: NodeJS.ProcessEnv): RuntimeControl {
  const userRuntimeFolder = environment['XDG_RUNTIME_DIR'];
  return {
    readFile: (path) => reader.readFile(path),
    listFolder: (path) => reader.listFolder(path),
    commandLine: (pid) => reader.readArguments(`/proc/${pid}/cmdline`),
    getJson: rememberMissing(getJson),
    post: (socket, path, deadlineMs, content) =>
      askSocket(socket, { method: 'POST', path, content, deadlineMs, limitBytes: SAID_LIMIT_BYTES }),
    ...(userRuntimeFolder === undefined ? {} : { userRuntimeFolder }),
    homeFolder: environment['HOME'] ?? '/',
  };
}
