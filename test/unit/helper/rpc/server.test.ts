import { setTimeout as sleep } from 'node:timers/promises';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../../src/helper/rpc/server.ts';
import { frame } from './frames.ts';
import { countingHandlers, hello, serving } from './serving.ts';

const request = (id: number | string, method: string, params: unknown = {}) => ({ jsonrpc: '2.0', id, method, params });
const cancel = (id: unknown) => ({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id } });

describe('serve', () => {
  it('answers each request, in any order of arrival', async () => {
    const { send, settled } = serving(countingHandlers([]));
    send(request(5, 'inventory/watch'), hello, request('a', 'inventory/watch'), request(7, 'nothing'));
    const answers = await settled(4);
    expect(answers.map(({ id, error }) => [id, error?.data?.code])).toEqual([
      [5, 'NOT_INITIALIZED'],
      [0, undefined],
      ['a', undefined],
      [7, 'UNKNOWN_METHOD'],
    ]);
  });

  it('cancels a request that is at work, and lets the others be', async () => {
    const { send, settled } = serving({
      ...countingHandlers([]),
      'container/limits': () => new Promise(() => undefined),
    });
    send(hello, request(1, 'container/limits', { containerId: 'x' }), request(2, 'inventory/refresh'));
    await settled(2);
    send(cancel(1), cancel(99), cancel('x'));
    const answers = await settled(3);
    expect(answers.map(({ id, error }) => [id, error?.data?.code])).toEqual([
      [0, undefined],
      [2, undefined],
      [1, 'CANCELLED'],
    ]);
  });

  it('answers a request that is cancelled before it is taken up', async () => {
    const { send, settled } = serving(countingHandlers([]));
    send(hello, request(1, 'inventory/refresh'), cancel(1));
    expect((await settled(2)).map(({ id }) => id)).toEqual([0, 1]);
  });

  it('survives a cancellation without an id', async () => {
    const { send, settled } = serving(countingHandlers([]));
    send(
      { jsonrpc: '2.0', method: '$/cancelRequest' },
      { jsonrpc: '2.0', method: '$/cancelRequest', params: 1 },
      hello,
    );
    expect((await settled(3)).at(-1)).toMatchObject({ id: 0, result: {} });
  });

  it('ignores notifications that it does not know', async () => {
    const calls: string[] = [];
    const { send, settled } = serving(countingHandlers(calls));
    send(
      { jsonrpc: '2.0', method: 'inventory/watch', params: {} },
      { jsonrpc: '2.0', method: '$/setTrace', params: { value: 'verbose' } },
      { jsonrpc: '2.0', method: '$/progress' },
      { jsonrpc: '2.0', method: 'exit' },
      hello,
    );
    expect(await settled(1)).toHaveLength(1);
    expect(calls).toEqual(['initialize']);
  });

  it('tells what it could not understand and, when nothing can follow, that it is lost', async () => {
    const { input, send, settled, lost } = serving(countingHandlers([]));
    send('{');
    expect(await settled(1)).toMatchObject([{ id: null, error: { code: -32700, data: { code: 'BAD_MESSAGE' } } }]);
    expect(lost()).toBe(0);
    input.write('Content-Length: 0\r\n\r\n');
    await settled(2);
    expect(lost()).toBe(1);
    send(hello);
    await sleep(20);
    expect(await settled(2)).toHaveLength(2);
    expect(lost()).toBe(1);
  });

  it('is not brought down by an output that fails', async () => {
    const output = new Writable({ write: (_chunk, _encoding, done) => done(new Error('EPIPE')) });
    output.on('error', () => undefined);
    const input = new PassThrough();
    let lost = 0;
    const server = serve(input, output, countingHandlers([]), 'inspect', () => (lost += 1));
    const rejections: unknown[] = [];
    const onRejection = (reason: unknown) => rejections.push(reason);
    process.on('unhandledRejection', onRejection);
    input.write(frame('{'));
    void server.notify('inventory/changed', { sequence: 1, changed: [], removed: [] });
    input.write('Content-Length: 0\r\n\r\n');
    await sleep(50);
    process.off('unhandledRejection', onRejection);
    expect(rejections).toEqual([]);
    expect(lost).toBe(1);
  });

  it('notifies', async () => {
    const { server, settled } = serving(countingHandlers([]));
    void server.notify('inventory/changed', { sequence: 3, changed: [], removed: ['x'] });
    expect(await settled(1)).toEqual([
      { jsonrpc: '2.0', method: 'inventory/changed', params: { sequence: 3, changed: [], removed: ['x'] } },
    ]);
  });
});
