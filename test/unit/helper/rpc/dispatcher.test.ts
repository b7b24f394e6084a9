import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CancellationToken, CancellationTokenSource, ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { Dispatcher, type Handlers } from '../../../../src/helper/rpc/dispatcher.ts';
import { SCHEMAS } from '../../../../src/helper/rpc/schemas.ts';
import { HelperError, type HelperErrorData } from '../../../../src/shared/errors.ts';
import type { Grant, HelperMethod } from '../../../../src/shared/protocol/helper.ts';
import { countingHandlers } from './serving.ts';

const METHODS = Object.keys(SCHEMAS) as HelperMethod[];
const INIT = { pid: 2, startTime: 3 };
const PROCESS = { kind: 'process', process: INIT };
const CONTAINER = { kind: 'all', containerId: 'docker:1', init: INIT };
const WISH = {
  title: 'make',
  args: ['sh', '-c', 'make'],
  folder: '/tmp',
  environment: { PATH: '/bin' },
  isolation: { preset: 'sandbox', isFolderWritable: false, limits: { memoryBytes: 4096, cpus: 0.5, pids: 10 } },
};
const GOOD: Record<HelperMethod, Record<string, unknown>> = {
  initialize: { protocolVersion: 1 },
  'inventory/watch': {},
  'inventory/unwatch': {},
  'inventory/refresh': {},
  'container/processes': { containerId: 'docker:1' },
  'container/limits': { containerId: 'docker:1' },
  'container/knobs': { containerId: 'docker:1' },
  'containers/sample': { containerIds: ['docker:1', 'docker:2'] },
  'signal/forecast': { target: PROCESS },
  'signal/send': { target: CONTAINER, signal: 15 },
  'signal/await': { watch: 1, forMs: 100 },
  'container/freeze': { containerId: 'docker:1', init: INIT, frozen: true },
  'limit/plan': { containerId: 'docker:1', init: INIT, change: { limit: 'memory', value: 1024 } },
  'limit/set': { containerId: 'docker:1', init: INIT, change: { limit: 'memory', value: 1024 }, before: 'max' },
  'run/check': WISH,
  'run/start': WISH,
  'run/transcript': { run: '0123456789abcdef0123456789abcdef' },
};

async function failureOf(work: Promise<unknown>): Promise<HelperErrorData> {
  const error: unknown = await work.then(
    (result) => new Error(`answered ${JSON.stringify(result)}`),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ResponseError)) throw error;
  return error.data as HelperErrorData;
}

async function ready(overrides: Partial<Handlers> = {}, grant: Grant = 'manage') {
  const calls: string[] = [];
  const dispatcher = new Dispatcher({ ...countingHandlers(calls), ...overrides }, grant);
  await dispatcher.dispatch('initialize', GOOD.initialize, CancellationToken.None);
  calls.length = 0;
  return {
    dispatcher,
    calls,
    ask: (method: string, params: unknown) => dispatcher.dispatch(method, params, CancellationToken.None),
  };
}

describe('grants', () => {
  it.each(['signal/send', 'container/freeze', 'limit/set', 'run/start'] as const)(
    '%s is refused by a helper that only reads',
    async (method) => {
      const { ask, calls } = await ready({}, 'inspect');
      expect(await failureOf(ask(method, GOOD[method]))).toMatchObject({ code: 'NOT_GRANTED', operation: method });
      expect(calls).toEqual([]);
    },
  );

  it.each(
    METHODS.filter(
      (method) => !['initialize', 'signal/send', 'container/freeze', 'limit/set', 'run/start'].includes(method),
    ),
  )('%s reads and needs no grant', async (method) => {
    const { ask, calls } = await ready({}, 'inspect');
    await ask(method, GOOD[method]);
    expect(calls).toEqual([method]);
  });
});

describe('parameters of actions', () => {
  const targets: readonly unknown[] = [
    ...[0, 1, -1, -5, 1.5, '1', 2 ** 31, null, undefined, true, [7]].map((pid) => ({
      kind: 'process',
      process: { pid, startTime: 1 },
    })),
    ...[-1, 1.5, '1', null, undefined].map((startTime) => ({ kind: 'process', process: { pid: 7, startTime } })),
    { kind: 'process', process: INIT, containerId: 'docker:1' },
    { kind: 'all', containerId: 'docker:1' },
    { kind: 'init', init: INIT },
    { kind: 'everything' },
    { process: INIT },
    7,
    '7',
  ];

  it.each(targets.map((target) => [target]))('the target %j is refused', async (target) => {
    const { ask, calls } = await ready();
    for (const work of [ask('signal/send', { target, signal: 15 }), ask('signal/forecast', { target })]) {
      expect(await failureOf(work)).toMatchObject({ code: 'INVALID_PARAMS' });
    }
    expect(calls).toEqual([]);
  });

  it.each([[0], [65], [-1], [1.5], ['9; rm'], ['SIGFOO'], ['9'], [null], [true], [[9]]])(
    'the signal %j is refused',
    async (signal) => {
      const { ask, calls } = await ready();
      expect(await failureOf(ask('signal/send', { target: CONTAINER, signal }))).toMatchObject({
        code: 'INVALID_PARAMS',
      });
      expect(calls).toEqual([]);
    },
  );

  it.each([
    { limit: 'memory', value: -2 },
    { limit: 'memory', value: '1e9' },
    { limit: 'memory', value: '10M ' },
    { limit: 'memory', value: 0 },
    { limit: 'memory', value: 1e20 },
    { limit: 'memory', value: 'max\n0' },
    { limit: 'memory' },
    { limit: 'memory', value: 1024, file: 'cgroup.procs' },
    { limit: 'cgroup.procs', value: 1 },
    { limit: 'release_agent', value: '/bin/sh' },
    { limit: 'cgroup.subtree_control', value: '+memory' },
    { limit: 'pids', value: 0 },
    { limit: 'pids', value: 1.5 },
    { limit: 'cpu', value: 0 },
    { limit: 'cpu', value: -1 },
    { limit: 'cpu-weight', value: 'max' },
    { limit: 'cpu-weight', value: 0 },
    { limit: 'cpu-weight', value: 10_001 },
    { limit: 'cpuset', value: '0-' },
    { limit: 'cpuset', value: '' },
    { limit: 'cpuset', value: '0\n1' },
    { limit: 'cpuset', value: ' 0' },
    { limit: 'io', device: '8:0', value: {} },
    { limit: 'io', device: '8:0', value: { readBytes: 0 } },
    { limit: 'io', device: '8:0', value: { other: 1 } },
    { limit: 'io', device: '../8:0', value: { readBytes: 1 } },
    null,
  ])('the change %j is refused', async (change) => {
    const { ask, calls } = await ready();
    for (const work of [
      ask('limit/plan', { ...GOOD['limit/plan'], change }),
      ask('limit/set', { ...GOOD['limit/set'], change }),
    ]) {
      expect(await failureOf(work)).toMatchObject({ code: 'INVALID_PARAMS' });
    }
    expect(calls).toEqual([]);
  });
});

describe('parameters', () => {
  const bad: readonly (readonly [string, (good: Record<string, unknown>) => unknown])[] = [
    ['missing', () => undefined],
    ['null', () => null],
    ['an array', (good) => [good]],
    ['an empty array', () => []],
    ['a text', () => 'x'],
    ['a number', () => 1],
    ['with an extra key', (good) => ({ ...good, extra: 1 })],
    [
      'with __proto__',
      (good) => JSON.parse(`{"__proto__":{"x":1},${JSON.stringify(good).slice(1)}`.replace(',}', '}')) as unknown,
    ],
    ['with constructor', (good) => ({ ...good, constructor: 1 })],
  ];

  it.each(METHODS.flatMap((method) => bad.map(([what, make]) => [method, what, make] as const)))(
    '%s: %s are refused before the handler',
    async (method, _, make) => {
      const calls: string[] = [];
      const dispatcher = new Dispatcher(countingHandlers(calls), 'manage');
      if (method !== 'initialize') await dispatcher.dispatch('initialize', GOOD.initialize, CancellationToken.None);
      calls.length = 0;
      const work = dispatcher.dispatch(method, make(GOOD[method]), CancellationToken.None);
      expect(await failureOf(work)).toMatchObject({ code: 'INVALID_PARAMS', operation: method });
      expect(calls).toEqual([]);
      expect(({} as { x?: unknown }).x).toBeUndefined();
    },
  );

  it.each([
    ['missing', undefined],
    ['null', null],
    ['a number', 7],
    ['an object', {}],
    ['an array', ['docker:1']],
    ['empty', ''],
    ['with a newline', 'docker:1\n'],
    ['with NUL', 'docker:\0'],
    ['with an escape', 'docker:\x1b[2J'],
    ['with a bidi override', 'docker:\u202E'],
    ['half a surrogate', 'docker:\ud800'],
    ['too long', 'x'.repeat(32_769)],
    ['100 MB', 'x'.repeat(100_000_000)],
  ])('a container id that is %s is refused', async (_, containerId) => {
    const { ask, calls } = await ready();
    for (const work of [
      ask('container/limits', { containerId }),
      ask('container/knobs', { containerId }),
      ask('containers/sample', { containerIds: ['docker:1', containerId] }),
    ]) {
      expect(await failureOf(work)).toMatchObject({ code: 'INVALID_PARAMS' });
    }
    expect(calls).toEqual([]);
  });

  it.each([
    ['none', []],
    ['too many', Array.from({ length: 65 }, (_, index) => `docker:${index}`)],
    ['a text', 'docker:1'],
    ['nothing', undefined],
  ])('%s of the containers to sample are refused', async (_, containerIds) => {
    const { ask, calls } = await ready();
    expect(await failureOf(ask('containers/sample', { containerIds }))).toMatchObject({ code: 'INVALID_PARAMS' });
    expect(calls).toEqual([]);
  });

  it.each([[0], [-1], [1.5], ['1'], [null], [true], [[1]], [2 ** 53], [NaN]])(
    'the protocol version %j is refused',
    async (protocolVersion) => {
      const calls: string[] = [];
      const dispatcher = new Dispatcher(countingHandlers(calls), 'manage');
      const work = dispatcher.dispatch('initialize', { protocolVersion }, CancellationToken.None);
      expect(await failureOf(work)).toMatchObject({ code: 'INVALID_PARAMS' });
      expect(calls).toEqual([]);
    },
  );

  it('accepts every method with what it asks for', async () => {
    const { ask, calls } = await ready();
    const others = METHODS.filter((method) => method !== 'initialize');
    for (const method of others) await ask(method, GOOD[method]);
    expect(calls).toEqual(others);
  });
});

describe('order', () => {
  it.each(METHODS.filter((method) => method !== 'initialize'))('%s waits for initialize', async (method) => {
    const calls: string[] = [];
    const dispatcher = new Dispatcher(countingHandlers(calls), 'manage');
    const work = dispatcher.dispatch(method, GOOD[method], CancellationToken.None);
    expect(await failureOf(work)).toMatchObject({ code: 'NOT_INITIALIZED' });
    expect(calls).toEqual([]);
  });

  it('refuses a second initialize', async () => {
    const { ask, calls } = await ready();
    expect(await failureOf(ask('initialize', GOOD.initialize))).toMatchObject({ code: 'ALREADY_INITIALIZED' });
    expect(calls).toEqual([]);
  });

  it('refuses another version, and takes the right one afterwards', async () => {
    const dispatcher = new Dispatcher(countingHandlers([]), 'manage');
    const ask = (protocolVersion: number) =>
      dispatcher.dispatch('initialize', { protocolVersion }, CancellationToken.None);
    expect(await failureOf(ask(2))).toMatchObject({ code: 'PROTOCOL_VERSION' });
    expect(await failureOf(dispatcher.dispatch('inventory/watch', {}, CancellationToken.None))).toMatchObject({
      code: 'NOT_INITIALIZED',
    });
    await expect(ask(1)).resolves.toEqual({ protocolVersion: 1 });
  });

  it.each([
    '',
    'nothing',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'inventory/watch ',
    'INITIALIZE',
    '$/x',
  ])('knows no method %j', async (method) => {
    const { ask } = await ready();
    await expect(ask(method, {})).rejects.toMatchObject({ code: ErrorCodes.MethodNotFound });
    expect(await failureOf(ask(method, {}))).toMatchObject({ code: 'UNKNOWN_METHOD' });
  });
});

describe('settling', () => {
  afterEach(() => vi.useRealTimers());

  const never = () => new Promise<never>(() => undefined);

  it.each([
    ['container/limits', 2000],
    ['container/processes', 5000],
    ['inventory/refresh', 8000],
  ] as const)('%s is answered after %i ms though its handler hangs', async (method, ms) => {
    const { ask } = await ready({ [method]: never });
    vi.useFakeTimers();
    const work = failureOf(ask(method, GOOD[method]));
    let settled = false;
    void work.then(() => (settled = true));
    await vi.advanceTimersByTimeAsync(ms - 1);
    expect(settled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await work).toEqual({ code: 'TIMEOUT', operation: method });
  });

  it('answers what is cancelled at once, and leaves no timer behind', async () => {
    const { dispatcher } = await ready({
      'inventory/refresh': async () => (await sleep(5), { sequence: 0, containers: [] }),
    });
    const source = new CancellationTokenSource();
    const work = failureOf(dispatcher.dispatch('inventory/refresh', {}, source.token));
    source.cancel();
    expect(await work).toMatchObject({ code: 'CANCELLED' });
  });

  it.each(['signal/send', 'container/freeze', 'limit/set'] as const)(
    '%s is not cancelled half done: its result is told',
    async (method) => {
      const { dispatcher } = await ready({ [method]: async () => (await sleep(5), 'done') });
      const source = new CancellationTokenSource();
      const work = dispatcher.dispatch(method, GOOD[method], source.token);
      source.cancel();
      expect(await work).toBe('done');
    },
  );

  it('names the error of a handler, and hides that of a defect behind INTERNAL', async () => {
    const { ask } = await ready({
      'container/limits': () =>
        Promise.reject(new HelperError({ code: 'GONE', operation: 'container/limits', target: 'x' }, 'gone')),
      'container/processes': () => {
        throw new TypeError('a defect');
      },
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what is not an error comes too
      'inventory/refresh': () => Promise.reject(undefined),
    });
    expect(await failureOf(ask('container/limits', GOOD['container/limits']))).toEqual({
      code: 'GONE',
      operation: 'container/limits',
      target: 'x',
    });
    expect(await failureOf(ask('container/processes', GOOD['container/processes']))).toMatchObject({
      code: 'INTERNAL',
    });
    expect(await failureOf(ask('inventory/refresh', {}))).toMatchObject({ code: 'INTERNAL' });
  });
});
