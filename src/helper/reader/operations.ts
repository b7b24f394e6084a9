import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import { type Reading, unread } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { reasonOf } from '../kernel/errno-reason.ts';
import type { HangingOperation } from './messages.ts';

const O_PATH = 0o10000000;
const FILE_LIMIT_BYTES = 8 * 1024 * 1024;
/** More of a command line is never shown; a process may have megabytes of it. */
const ARGUMENTS_LIMIT_BYTES = 32 * 1024;
const FOLDER_LIMIT = 10_000;

/** Runs in the reader process: any of these calls may block for as long as somebody else likes. */
export function perform(operation: HangingOperation): Reading<ByteString | readonly ByteString[]> {
  try {
    const path = Buffer.from(operation.path, 'latin1');
    // A character that is no byte would be cut to another one, perhaps to a slash.
    if (path.toString('latin1') !== operation.path) return unread('error', 'EINVAL');
    switch (operation.kind) {
      case 'file':
        return readRegularFile(path);
      case 'folder':
        return { value: listFolder(path) };
      case 'arguments':
        return { value: readArguments(path) };
    }
  } catch (error) {
    return unreadFromError(error);
  }
}

/**
 * The file is opened without effect first (O_PATH) and only read when it is a regular one: opening a FIFO would wait
 * for a writer, and opening a device may do anything.
 */
function readRegularFile(path: Buffer): Reading<ByteString> {
  const handle = fs.openSync(path, O_PATH | fs.constants.O_NOFOLLOW);
  try {
    const stats = fs.fstatSync(handle);
    if (!stats.isFile()) return unread('error', 'EINVAL');
    if (stats.size > FILE_LIMIT_BYTES) return unread('error', 'EFBIG');
    const flags = fs.constants.O_RDONLY | fs.constants.O_NONBLOCK | fs.constants.O_NOCTTY;
    const file = fs.openSync(`/proc/self/fd/${handle}`, flags);
    try {
      const bytes = readUpTo(file, FILE_LIMIT_BYTES + 1);
      return bytes.length > FILE_LIMIT_BYTES ? unread('error', 'EFBIG') : { value: bytes.toString('latin1') };
    } finally {
      fs.closeSync(file);
    }
  } finally {
    fs.closeSync(handle);
  }
}

function readArguments(path: Buffer): readonly ByteString[] {
  const file = fs.openSync(path, fs.constants.O_RDONLY);
  try {
    const text = readUpTo(file, ARGUMENTS_LIMIT_BYTES).toString('latin1');
    if (text === '') return [];
    return (text.endsWith('\0') ? text.slice(0, -1) : text).split('\0');
  } finally {
    fs.closeSync(file);
  }
}

function readUpTo(file: number, limit: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < limit) {
    const chunk = Buffer.allocUnsafe(Math.min(64 * 1024, limit - total));
    const count = fs.readSync(file, chunk, 0, chunk.length, null);
    if (count === 0) break;
    chunks.push(chunk.subarray(0, count));
    total += count;
  }
  return Buffer.concat(chunks);
}

function listFolder(path: Buffer): readonly ByteString[] {
  const folder = fs.opendirSync(path, { encoding: 'latin1' as BufferEncoding });
  try {
    const names: ByteString[] = [];
    for (let entry = folder.readSync(); entry !== null && names.length < FOLDER_LIMIT; entry = folder.readSync()) {
      names.push(entry.name);
    }
    return names;
  } finally {
    folder.closeSync();
  }
}

function unreadFromError(error: unknown): Reading<never> {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'EIO';
  return unread(reasonOf(code), code);
}
