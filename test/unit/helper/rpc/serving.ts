import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { Handlers } from '../../../../src/helper/rpc/dispatcher.ts';
import { serve } from '../../../../src/helper/rpc/server.ts';
import type { LimitPlan } from '../../../../src/shared/model/limit-change.ts';
import type { LimitSetResult } from '../../../../src/shared/protocol/actions.ts';
import type { Grant, InitializeResult } from '../../../../src/shared/protocol/helper.ts';
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
    'containers/sample': handler('containers/sample', { number: 1, samples: { answers: [], levels: [] } }),
    'signal/forecast': handler('signal/forecast', { processes: 0, signals: [] }),
    'signal/send': handler('signal/send', { sent: 0, failed: [], way: 'each' as const, watch: 1 }),
    'signal/await': handler('signal/await', { ended: [], left: 0 }),
    'container/freeze': handler('container/freeze', {
      ...{ state: 'frozen' as const, by: 'kernel' as const, unknownToRuntime: false },
    }),
    'limit/plan': handler('limit/plan', undefined as unknown as LimitPlan),
    'limit/set': handler('limit/set', undefined as unknown as LimitSetResult),
    'run/check': handler('run/check', { obstacles: [] }),
    'run/start': handler('run/start', { run: '', terminal: { program: '', args: [] } }),
    'run/transcript': handler('run/transcript', { markdown: '', config: '' }),
  };
}

/** A server on streams in this process. */
export function serving(handlers: Handlers, grant: Grant = 'manage') {
  const input = new PassThrough();
  const output = new PassThrough();
  const answers = new Answers();
  let lost = 0;
  output.on('data', (chunk: Buffer) => answers.push(chunk));
  const server = serve(input, output, handlers, grant, () => (lost += 1));
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
