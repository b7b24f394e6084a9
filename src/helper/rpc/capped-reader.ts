import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { AbstractMessageReader, type DataCallback, type Disposable, type Message } from 'vscode-jsonrpc/node';

/** The largest message that may come in, in bytes: requests are small. */
export const MESSAGE_LIMIT_BYTES = 1024 * 1024;
const HEADER_LIMIT_BYTES = 1024;

/**
 * Reads messages as the base protocol of JSON-RPC over streams frames them (`Content-Length: N`, empty line, N bytes),
 * with the bounds that vscode-jsonrpc's own reader lacks.
 *
 * A frame that holds no JSON is reported and skipped. After a bad header nobody can tell where the next message
 * begins: it is reported as fatal and nothing more is read.
 */
export class CappedMessageReader extends AbstractMessageReader {
  readonly #input: Readable;
  readonly #malformed: (problem: string, fatal: boolean) => void;
  #pending: Buffer = Buffer.alloc(0);
  #dead = false;

  constructor(input: Readable, malformed: (problem: string, fatal: boolean) => void) {
    super();
    this.#input = input;
    this.#malformed = malformed;
  }

  override listen(callback: DataCallback): Disposable {
    const onData = (chunk: Buffer) => {
      if (this.#dead) return;
      this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
      while (this.#next(callback));
    };
    this.#input.on('data', onData);
    this.#input.on('error', (error) => this.fireError(error));
    this.#input.on('close', () => this.fireClose());
    return { dispose: () => this.#input.off('data', onData) };
  }

  /** Takes one message off the input; false where it has not come whole. */
  #next(callback: DataCallback): boolean {
    if (this.#pending.length === 0) return false;
    const end = this.#pending.indexOf('\r\n\r\n');
    if (end > HEADER_LIMIT_BYTES || (end < 0 && this.#pending.length > HEADER_LIMIT_BYTES)) {
      return this.#fail('header too long');
    }
    if (end < 0) return false;
    const header = this.#pending.toString('latin1', 0, end);
    const lengths = [...header.matchAll(/^Content-Length: *(\d{1,10})$/gim)];
    if (lengths.length !== 1)
      return this.#fail(lengths.length === 0 ? 'no Content-Length' : 'more than one Content-Length');
    const size = Number(lengths[0]?.[1]);
    if (size === 0 || size > MESSAGE_LIMIT_BYTES) return this.#fail(`Content-Length ${size} out of bounds`);
    const start = end + 4;
    if (this.#pending.length < start + size) return false;
    const body = this.#pending.subarray(start, start + size);
    this.#pending = this.#pending.subarray(start + size);
    this.#deliver(body, callback);
    return true;
  }

  #deliver(body: Buffer, callback: DataCallback): void {
    let message: unknown;
    try {
      message = parseUtf8(body);
    } catch {
      this.#malformed('not JSON in UTF-8', false);
      return;
    }
    if (!isCall(message)) {
      this.#malformed('not a JSON-RPC 2.0 request or notification', false);
      return;
    }
    try {
      callback(message);
    } catch {
      this.#malformed('not a message that can be received', false);
    }
  }

  #fail(problem: string): false {
    this.#dead = true;
    this.#pending = Buffer.alloc(0);
    this.#malformed(problem, true);
    return false;
  }
}

/** @throws {Error} A `TextDecoder` could check as well, but to load it takes longer than to answer a request. */
function parseUtf8(body: Buffer): unknown {
  if (!isUtf8(body)) throw new Error('not UTF-8');
  return JSON.parse(body.toString('utf8'));
}

const CANCEL = '$/cancelRequest';

/**
 * Whether a value is a request or a notification; no answers come in, since the helper asks nothing. vscode-jsonrpc
 * itself trusts the shape: it reads the `params` of a cancellation unseen, and prints what is no message by recursion.
 */
function isCall(value: unknown): value is Message {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { jsonrpc, id, method, params } = value as Record<string, unknown>;
  if (jsonrpc !== '2.0' || typeof method !== 'string') return false;
  if (method === CANCEL) return isId((params as { id?: unknown } | null | undefined)?.id);
  return id === undefined || isId(id);
}

function isId(id: unknown): boolean {
  return typeof id === 'string' || Number.isFinite(id);
}
