import { Buffer } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { frame } from './frames.ts';
import { countingHandlers, hello, serving } from './serving.ts';

const FRAMES = 1_000_000;
const SEED = 20_260_101;

/** mulberry32: small, and the same everywhere. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const METHODS = [
  ...['initialize', 'inventory/watch', 'inventory/unwatch', 'inventory/refresh', 'container/processes'],
  ...['container/limits', '__proto__', 'constructor', 'toString', '', '$/x', 'inventory/changed', 'x'.repeat(5000)],
];
const VALUES: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 2 ** 53, 1e308, '', 'docker:1', '\0', '\u202E', '../../etc', 'x'.repeat(3000)],
  ...[[], [[]], {}, { __proto__: null }, { containerId: 'x' }, { protocolVersion: 1 }, { protocolVersion: 2 }],
  ...[{ containerId: '\n' }, { containerId: ['x'] }, { containerId: 'x', more: 1 }, { id: 1 }, { id: {} }],
];

/** Requests that leave the helper as it is: any but those that an initialized helper would carry out. */
describe('serve under 1,000,000 bad or odd frames', () => {
  it('answers each well-formed request once, does nothing else, and is still there', { timeout: 120_000 }, async () => {
    const next = random(SEED);
    const pick = <T>(values: readonly T[]): T => values[next(values.length)] as T;
    const calls: string[] = [];
    const { input, send, settled, answers, lost } = serving(countingHandlers(calls));
    const asked = new Set<unknown>();
    let id = 1000;

    const shapes: readonly (() => unknown)[] = [
      () => {
        // Never initialized, so that no request may reach a handler: initialize itself always carries a wrong version.
        const method = pick(METHODS);
        const params = method === 'initialize' ? pick([null, [], { protocolVersion: 2 }, {}, 1]) : pick(VALUES);
        id += 1;
        asked.add(id);
        return { jsonrpc: '2.0', id, method, params };
      },
      () => ({
        jsonrpc: '2.0',
        method: pick([...METHODS, '$/cancelRequest', '$/setTrace', '$/progress']),
        params: pick(VALUES),
      }),
      () => ({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: pick([id, id - 1, 'x', null, {}, -1]) } }),
      () => ({ jsonrpc: pick(['2.0', '1.0', 2, null]), id: pick([null, {}, [], true]), method: pick(METHODS) }),
      () => ({ jsonrpc: '2.0', id: pick([1, 'x', null]), [pick(['result', 'error'])]: pick(VALUES) }),
      () => JSON.stringify(pick(VALUES)),
      () => '['.repeat(1 + next(3000)),
      () => {
        const bytes = frame({ jsonrpc: '2.0', id: {}, method: 'x', params: {} }).subarray(20);
        const broken = Buffer.from(bytes);
        for (let times = 0; times < 3; times++) broken[next(broken.length)] = next(256);
        // A change that leaves a request with an id must not count: make the JSON itself impossible.
        return Buffer.concat([broken, Buffer.from('}')]);
      },
      () => Buffer.from(Array.from({ length: 1 + next(40) }, () => next(256))),
    ];

    for (let count = 0; count < FRAMES;) {
      const batch: Buffer[] = [];
      for (let size = 1 + next(200); size > 0; size--, count++) batch.push(frame(pick(shapes)()));
      const bytes = Buffer.concat(batch);
      const cut = next(bytes.length);
      input.write(bytes.subarray(0, cut));
      input.write(bytes.subarray(cut));
      await setImmediate();
    }
    for (let known = -1; known < answers.length;) {
      known = answers.length;
      await settled(known + 1, 500);
    }
    const answered = answers.filter((answer) => asked.has(answer.id));
    expect(new Set(answered.map((answer) => answer.id)).size).toBe(asked.size);
    expect(answered.length).toBe(asked.size);
    expect(answered.every(({ error }) => error?.data !== undefined)).toBe(true);
    expect(calls).toEqual([]);
    expect(lost()).toBe(0);

    const before = answers.length;
    send(hello);
    expect((await settled(before + 1)).slice(before)).toMatchObject([{ id: 0, result: {} }]);
    expect(calls).toEqual(['initialize']);
  });
});
