import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { Handlers } from '../../../../src/helper/rpc/dispatcher.ts';
import { serve } from '../../../../src/helper/rpc/server.ts';
import type { InitializeResult } from '../../../../src/shared/protocol/helper.ts';
import { type Answer, Answers, frame } from './frames.ts';

/** Handlers that only count how often each is called, by name. */
export function countingHandlers(calls: string[]): Handlers {
  const handler =
    <T>(name: string, result: T) =>
    () => {
      calls.push(name);
      return Promise.resolve(result);
    };
  const snapshot = { sequence: 1, containers: [] };
  return {
    initialize: handler('initialize', { protocolVersion: 1 } as unknown as InitializeResult),
    'inventory/watch': handler('inventory/watch', snapshot),
    'inventory/unwatch': handler('inventory/unwatch', null),
    'inventory/refresh': handler('inventory/refresh', snapshot),
    'container/processes': handler('container/processes', { processes: [], omitted: 0 }),
    'container/limits': handler('container/limits', { limits: [] }),
    'container/knobs': handler('container/knobs', { controllers: [], knobs: [], omitted: 0 }),
    'containers/sample': handler('containers/sample', { answers: [] }),
  };
}

/** A server on streams in this process. */
export function serving(handlers: Handlers) {
  const input = new PassThrough();
  const output = new PassThrough();
  const answers = new Answers();
  let lost = 0;
  output.on('data', (chunk: Buffer) => answers.push(chunk));
  const server = serve(input, output, handlers, () => (lost += 1));
  return {
    input,
    output,
    server,
    answers: answers.all,
    lost: () => lost,
    send: (...messages: readonly unknown[]) => messages.forEach((message) => input.write(frame(message))),
    /** The answers once there are so many. */
    settled: async (count: number, ms = 2000): Promise<readonly Answer[]> => {
      const deadline = performance.now() + ms;
      while (answers.all.length < count && performance.now() < deadline) await setImmediate();
      // One more turn shows an answer too many.
      for (let turn = 0; turn < 5; turn++) await setImmediate();
      return answers.all;
    },
  };
}

export const hello = { jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: 1 } };
