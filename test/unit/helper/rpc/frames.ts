import { Buffer } from 'node:buffer';

/** A message as the base protocol frames it; a string or bytes are sent as they are. */
export function frame(message: unknown): Buffer {
  const body = Buffer.isBuffer(message)
    ? message
    : Buffer.from(typeof message === 'string' ? message : JSON.stringify(message), 'utf8');
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

export interface Answer {
  readonly id: number | string | null;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: { readonly code: string } };
}

/** Takes apart what a server wrote. */
export class Answers {
  readonly all: Answer[] = [];
  #pending: Buffer = Buffer.alloc(0);

  push(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    for (;;) {
      const end = this.#pending.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/.exec(this.#pending.toString('latin1', 0, end))?.[1]);
      if (this.#pending.length < end + 4 + length) return;
      this.all.push(JSON.parse(this.#pending.toString('utf8', end + 4, end + 4 + length)) as Answer);
      this.#pending = this.#pending.subarray(end + 4 + length);
    }
  }
}
