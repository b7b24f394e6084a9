import type { Readable } from 'node:stream';
import { AbstractMessageReader, type DataCallback, type Disposable, type Message } from 'vscode-jsonrpc/node';

/** The largest message that may come in, in bytes: requests are small. */
export const MESSAGE_LIMIT_BYTES = 1024 * 1024;
const HEADER_LIMIT_BYTES = 1024;

const decoder = new TextDecoder('utf-8', { fatal: true });

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
    if (this.#dead || this.#pending.length === 0) return false;
    const end = this.#pending.indexOf('\r\n\r\n');
    if (end > HEADER_LIMIT_BYTES || (end < 0 && this.#pending.length > HEADER_LIMIT_BYTES)) {
      return this.#fail('header too long');
    }
    if (end < 0) return false;
    const header = this.#pending.toString('latin1', 0, end);
    const length = /^Content-Length: *(\d{1,10})$/im.exec(header)?.[1];
    if (length === undefined) return this.#fail('no Content-Length');
    const size = Number(length);
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
      message = JSON.parse(decoder.decode(body));
    } catch {
      this.#malformed('not JSON in UTF-8', false);
      return;
    }
    if (typeof message !== 'object' || message === null || Array.isArray(message) || !('jsonrpc' in message)) {
      this.#malformed('not a JSON-RPC 2.0 message', false);
      return;
    }
    callback(message as Message);
  }

  #fail(problem: string): false {
    this.#dead = true;
    this.#pending = Buffer.alloc(0);
    this.#malformed(problem, true);
    return false;
  }
}
