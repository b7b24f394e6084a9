import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { CappedMessageReader, MESSAGE_LIMIT_BYTES } from '../../../../src/helper/rpc/capped-reader.ts';
import { frame } from './frames.ts';

const request = (id: number, text = '') => ({ jsonrpc: '2.0', id, method: 'm', params: { text } });

/** What a reader makes of chunks. */
async function readAll(chunks: readonly (Buffer | string)[]) {
  const input = new PassThrough();
  const messages: unknown[] = [];
  const problems: string[] = [];
  const reader = new CappedMessageReader(input, (problem, fatal) =>
    problems.push(`${fatal ? 'fatal: ' : ''}${problem}`),
  );
  reader.listen((message) => messages.push(message));
  for (const chunk of chunks) {
    input.write(chunk);
    await setImmediate();
  }
  return { messages, problems };
}

describe('CappedMessageReader', () => {
  it('reads a message that is split at any byte', async () => {
    const whole = frame(request(1, 'ä€😀'));
    for (let at = 1; at < whole.length; at++) {
      const { messages, problems } = await readAll([whole.subarray(0, at), whole.subarray(at)]);
      expect(problems).toEqual([]);
      expect(messages).toEqual([request(1, 'ä€😀')]);
    }
  });

  it('reads a message that comes byte by byte', async () => {
    const { messages } = await readAll([...frame(request(1, '€'))].map((byte) => Buffer.of(byte)));
    expect(messages).toEqual([request(1, '€')]);
  });

  it('reads several messages from one chunk, and the rest of the last from the next', async () => {
    const chunk = Buffer.concat([1, 2, 3, 4].map((id) => frame(request(id))));
    const { messages } = await readAll([chunk.subarray(0, -3), chunk.subarray(-3)]);
    expect(messages).toEqual([1, 2, 3, 4].map((id) => request(id)));
  });

  it('takes other headers, and no heed of case', async () => {
    const body = JSON.stringify(request(1));
    const header = `Content-Type: x; charset=utf-8\r\ncontent-length:${body.length}\r\n\r\n`;
    expect((await readAll([header + body])).messages).toEqual([request(1)]);
  });

  it.each([
    ['a header without length', 'Content-Type: x\r\n\r\n{}', 'no Content-Length'],
    ['a length of another header', 'X-Content-Length: 2\r\n\r\n{}', 'no Content-Length'],
    ['a negative length', 'Content-Length: -1\r\n\r\n{}', 'no Content-Length'],
    ['a length in hexadecimal', 'Content-Length: 0x2\r\n\r\n{}', 'no Content-Length'],
    ['a length with rubbish', 'Content-Length: 2 x\r\n\r\n{}', 'no Content-Length'],
    ['a length of 0', 'Content-Length: 0\r\n\r\n', 'out of bounds'],
    ['a length over the limit', `Content-Length: ${MESSAGE_LIMIT_BYTES + 1}\r\n\r\n`, 'out of bounds'],
    ['a length of 1e12', 'Content-Length: 1000000000000\r\n\r\n', 'no Content-Length'],
    ['two lengths', 'Content-Length: 2\r\nContent-Length: 4\r\n\r\n{}{}', 'Content-Length'],
    ['the same length twice', 'Content-Length: 2\r\ncontent-length: 2\r\n\r\n{}', 'Content-Length'],
    ['a header that is too long', `X: ${'x'.repeat(2000)}\r\nContent-Length: 2\r\n\r\n{}`, 'header too long'],
    ['a header without end', 'x'.repeat(1025), 'header too long'],
  ])('gives up after %s', async (_, bytes, problem) => {
    const { messages, problems } = await readAll([bytes, frame(request(9))]);
    expect(messages).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(`^fatal: .*${problem}`)]);
  });

  it('waits for the end of a header that may still come', async () => {
    const { messages, problems } = await readAll(['Content-Length: 2\r\n', 'X: y\r']);
    expect([messages, problems]).toEqual([[], []]);
  });

  it.each([
    ['no JSON', '{'],
    ['two values', '{}{}'],
    ['invalid UTF-8', Buffer.from('{"jsonrpc":"2.0","id":1,"method":"\xff"}', 'latin1')],
    ['half a surrogate', Buffer.from('{"jsonrpc":"2.0","id":1,"method":"\xed\xa0\x80"}', 'latin1')],
    ['an array', [request(1)]],
    ['null', null],
    ['a number', 7],
    ['a string', '"jsonrpc"'],
    ['an object of another kind', { id: 1, method: 'm' }],
    ['another version', { jsonrpc: '1.0', id: 1, method: 'm' }],
    ['a method that is no text', { jsonrpc: '2.0', id: 1, method: ['m'] }],
    ['no method', { jsonrpc: '2.0', id: 1 }],
    ['an id that is an object', { jsonrpc: '2.0', id: {}, method: 'm' }],
    ['an id that is null', { jsonrpc: '2.0', id: null, method: 'm' }],
    ['an id beyond every number', '{"jsonrpc":"2.0","id":1e999,"method":"m"}'],
    ['an answer to nothing', { jsonrpc: '2.0', id: 1, result: 1 }],
    ['an error without id', { jsonrpc: '2.0', id: null, error: { code: 1, message: 'x' } }],
    ['100,000 arrays in each other', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['an answer of such depth', `{"jsonrpc":"2.0","id":null,"error":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['a cancellation of nothing', { jsonrpc: '2.0', method: '$/cancelRequest' }],
    ['a cancellation of null', { jsonrpc: '2.0', method: '$/cancelRequest', params: null }],
    ['a cancellation of an object', { jsonrpc: '2.0', method: '$/cancelRequest', params: { id: {} } }],
  ])('skips a frame that holds %s', async (_, message) => {
    const { messages, problems } = await readAll([frame(message), frame(request(2))]);
    expect(messages).toEqual([request(2)]);
    expect(problems).toEqual([expect.stringMatching(/^not /)]);
  });

  it('takes the largest message', async () => {
    const empty = frame(request(1)).length - 'Content-Length: 57\r\n\r\n'.length;
    const largest = request(1, 'x'.repeat(MESSAGE_LIMIT_BYTES - empty));
    const bytes = frame(largest);
    expect(bytes.toString('latin1', 0, 24)).toContain(`Content-Length: ${MESSAGE_LIMIT_BYTES}`);
    const { messages } = await readAll([bytes.subarray(0, 70_000), bytes.subarray(70_000)]);
    expect(messages).toEqual([largest]);
  });

  it('goes on when the receiver of a message throws', async () => {
    const input = new PassThrough();
    const problems: string[] = [];
    const received: unknown[] = [];
    new CappedMessageReader(input, (problem) => problems.push(problem)).listen((message) => {
      received.push(message);
      if (received.length === 1) throw new Error('receiver');
    });
    input.write(Buffer.concat([frame(request(1)), frame(request(2))]));
    await setImmediate();
    expect(received).toEqual([request(1), request(2)]);
    expect(problems).toHaveLength(1);
  });

  it('keeps nothing of what comes after it gave up', async () => {
    const input = new PassThrough();
    new CappedMessageReader(input, () => undefined).listen(() => undefined);
    input.write('x'.repeat(2000));
    await setImmediate();
    // Every chunk is the same memory: what is kept of it shows as memory of its own.
    const chunk = Buffer.alloc(256 * 1024);
    const before = process.memoryUsage().arrayBuffers;
    for (let times = 0; times < 100; times++) {
      input.write(chunk);
      await setImmediate();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(chunk.length * 20);
  });
});
