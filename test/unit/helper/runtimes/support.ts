import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { read, unread, type Reading } from '../../../../src/shared/model/reading.ts';
import type { Candidate, RuntimeContext } from '../../../../src/helper/runtimes/runtime.ts';

/** A container's id as the fixtures have it: 64 hexadecimal digits that stay the same for a name. */
export function hexId(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/** What a machine tells beside its files. */
export interface Machine {
  readonly commandLines?: Readonly<Record<number, readonly string[]>>;
  /** Targets of symbolic links, among them `/proc/PID/cwd`. */
  readonly links?: Readonly<Record<string, string>>;
  /** The answers of APIs, by `<socket> <path>`. */
  readonly answers?: Readonly<Record<string, unknown>>;
  /** Files that take the place of the fixtures'. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A context over the root file system of a machine in test/fixtures/runtimes. */
export function fixtureContext(machine: 'host' | 'broken' | 'empty', told: Machine = {}): RuntimeContext {
  const follow = (path: string): string => {
    const [from, to] = Object.entries(told.links ?? {}).find(([link]) => path.startsWith(`${link}/`)) ?? ['', ''];
    return normalize(to + path.slice(from.length));
  };
  const root = join(import.meta.dirname, '../../../fixtures/runtimes', machine);
  return {
    readFile: (path) => {
      const target = follow(path);
      const file = told.files?.[target];
      return Promise.resolve(
        file === undefined ? attempt(() => readFileSync(join(root, target), 'latin1')) : read(file),
      );
    },
    listFolder: (path) => Promise.resolve(attempt(() => readdirSync(join(root, follow(path))))),
    commandLine: (pid) => Promise.resolve(known(told.commandLines?.[pid])),
    getJson: (socket, path) => Promise.resolve(known(told.answers?.[`${socket} ${path}`])),
    userRuntimeFolder: '/run/user/1000',
    homeFolder: '/home/u',
  };
}

/** A context that records the paths that it is asked for, and knows nothing. */
export function recordingContext(asked: string[]): RuntimeContext {
  const nothing = (path: string): Promise<Reading<never>> => {
    asked.push(path);
    return Promise.resolve(unread('gone', 'ENOENT'));
  };
  return {
    readFile: nothing,
    listFolder: nothing,
    commandLine: () => Promise.resolve(unread('permission', 'EACCES')),
    getJson: (_, path) => nothing(path),
    homeFolder: '/home/u',
  };
}

export function candidate(fields: Partial<Candidate>): Candidate {
  return {
    runtime: 'unknown',
    init: { pid: 4321, startTime: 1000 },
    initComm: 'sleep',
    ancestors: [],
    cgroupPath: '/',
    ...fields,
  };
}

function attempt<T>(operation: () => T): Reading<T> {
  try {
    return read(operation());
  } catch {
    return unread('gone', 'ENOENT');
  }
}

function known<T>(value: T | undefined): Reading<T> {
  return value === undefined ? unread('gone', 'ENOENT') : read(value);
}
