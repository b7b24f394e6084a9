import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leftSince, takeSnapshot } from '../lab/snapshot.ts';
import { HelperClient } from '../support/helper-client.ts';

/** Sends anything, whatever the types say. */
type Anything = (method: string, params?: unknown) => Promise<unknown>;

let helper: HelperClient;
let send: Anything;

beforeEach(async () => {
  helper = await HelperClient.start();
  send = (method, params) => helper.connection.sendRequest(method, params);
});

afterEach(() => helper[Symbol.asyncDispose]());

const wrong: readonly (readonly [what: string, method: string, params: unknown, code: string])[] = [
  ['no id', 'container/processes', {}, 'INVALID_PARAMS'],
  ['null', 'container/processes', null, 'INVALID_PARAMS'],
  ['a number', 'container/processes', { containerId: 1 }, 'INVALID_PARAMS'],
  ['an array', 'container/processes', ['docker:x'], 'INVALID_PARAMS'],
  ['an array of ids', 'container/limits', { containerId: ['docker:x'] }, 'INVALID_PARAMS'],
  ['an empty id', 'container/limits', { containerId: '' }, 'INVALID_PARAMS'],
  ['a long id', 'container/limits', { containerId: 'x'.repeat(32_769) }, 'INVALID_PARAMS'],
  ['NUL in an id', 'container/limits', { containerId: 'a\0b' }, 'INVALID_PARAMS'],
  ['a newline in an id', 'container/limits', { containerId: 'a\nb' }, 'INVALID_PARAMS'],
  ['an extra key', 'container/limits', { containerId: 'x', pid: 1 }, 'INVALID_PARAMS'],
  ['__proto__', 'container/limits', JSON.parse('{"containerId":"x","__proto__":{"a":1}}'), 'INVALID_PARAMS'],
  ['constructor', 'container/limits', { containerId: 'x', constructor: 1 }, 'INVALID_PARAMS'],
  ['a parameter where there is none', 'inventory/watch', { intervalMs: 0 }, 'INVALID_PARAMS'],
  ['a path for an id', 'container/limits', { containerId: '../../etc/shadow' }, 'GONE'],
  ['an absolute path for an id', 'container/processes', { containerId: '/proc/1' }, 'GONE'],
  ['a pid for an id', 'container/processes', { containerId: '1' }, 'GONE'],
  ['an unknown container', 'container/processes', { containerId: `docker:${'0'.repeat(64)}` }, 'GONE'],
  ['an unknown request', 'container/kill', { containerId: 'x' }, 'UNKNOWN_METHOD'],
  ['__proto__ as a request', '__proto__', {}, 'UNKNOWN_METHOD'],
  ['constructor as a request', 'constructor', {}, 'UNKNOWN_METHOD'],
  ['a second initialize', 'initialize', { protocolVersion: 1 }, 'ALREADY_INITIALIZED'],
];

describe('a request that is wrong', () => {
  it('gets a named error each, and nothing changes', async () => {
    const before = takeSnapshot();
    await helper.watch();
    for (const [what, method, params, code] of wrong) {
      await expect(send(method, params), what).rejects.toMatchObject({ data: { code } });
    }
    await helper.watch();
    expect(helper.child.exitCode).toBeNull();
    await helper[Symbol.asyncDispose]();
    expect(leftSince(before)).toEqual([]);
  });

  it('before initialize is refused, and so is another version of the protocol', async () => {
    await using fresh = HelperClient.spawn();
    await expect(fresh.request('inventory/watch', {})).rejects.toMatchObject({ data: { code: 'NOT_INITIALIZED' } });
    for (const protocolVersion of [0, 2, -1, 1.5, '1', null]) {
      await expect(fresh.connection.sendRequest('initialize', { protocolVersion })).rejects.toMatchObject({
        data: { code: protocolVersion === 2 ? 'PROTOCOL_VERSION' : 'INVALID_PARAMS' },
      });
    }
    await expect(fresh.request('initialize', { protocolVersion: 1 })).resolves.toMatchObject({ grant: 'inspect' });
  });

  it('withdrawn is settled', async () => {
    const { CancellationTokenSource } = await import('vscode-jsonrpc/node');
    const source = new CancellationTokenSource();
    const pending = helper.connection.sendRequest('inventory/refresh', {}, source.token);
    source.cancel();
    await pending.catch((error: unknown) => expect(error).toMatchObject({ data: { code: 'CANCELLED' } }));
    await expect(send('inventory/watch', {})).resolves.toBeDefined();
  });
});

describe('bytes that are no request', () => {
  const frame = (body: Buffer | string) =>
    Buffer.concat([Buffer.from(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`), Buffer.from(body)]);

  it.each([
    ['not JSON', 'hello'],
    ['invalid UTF-8', Buffer.from([0x22, 0xff, 0xfe, 0x22])],
    ['an array', '[]'],
    ['nothing of JSON-RPC', '{"a":1}'],
    ['a depth of 100,000', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('%s in a good frame are reported, and the next request is answered', async (_, body) => {
    helper.child.stdin?.write(frame(body));
    await expect(send('inventory/watch', {})).resolves.toBeDefined();
  });

  it.each([
    ['no length', 'X: 1\r\n\r\n'],
    ['a length of 0', 'Content-Length: 0\r\n\r\n'],
    ['a length of 1 TB', 'Content-Length: 1000000000000\r\n\r\n'],
    ['an endless header', 'x'.repeat(100_000)],
  ])('%s end the helper with a word, since nobody knows where the next message begins', async (_, text) => {
    const exited = once(helper.child, 'exit');
    helper.child.stdin?.write(text);
    expect((await exited)[0]).toBe(2);
  });

  it('a request that comes byte by byte is answered', async () => {
    const answer = send('inventory/unwatch', {});
    await expect(answer).resolves.toBeNull();
    for (const byte of frame(JSON.stringify({ jsonrpc: '2.0', id: 'slow', method: 'inventory/watch', params: {} }))) {
      helper.child.stdin?.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    await expect(send('inventory/watch', {})).resolves.toBeDefined();
  });
});
