import { describe, expect, it } from 'vitest';
import { DisposableStore } from '../../../src/extension/dispose.ts';
import { Emitter } from '../../../src/extension/event.ts';

describe('DisposableStore', () => {
  it('disposes in reverse order, once', () => {
    const store = new DisposableStore();
    const order: number[] = [];
    store.add({ dispose: () => order.push(1) });
    store.add({ dispose: () => order.push(2) });
    store.dispose();
    store.dispose();
    expect(order).toEqual([2, 1]);
  });

  it('disposes at once what comes late', () => {
    const store = new DisposableStore();
    store.dispose();
    let disposed = false;
    store.add({ dispose: () => (disposed = true) });
    expect(disposed).toBe(true);
  });

  it('disposes the rest where one fails, and tells of the failure', () => {
    const store = new DisposableStore();
    let disposed = false;
    store.add({ dispose: () => (disposed = true) });
    store.add({
      dispose: () => {
        throw new Error('no');
      },
    });
    expect(() => store.dispose()).toThrow(AggregateError);
    expect(disposed).toBe(true);
  });
});

describe('Emitter', () => {
  it('tells each registration, until it is disposed', () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    const listener = (value: number) => heard.push(value);
    const first = emitter.event(listener);
    emitter.event(listener);
    emitter.fire(1);
    first.dispose();
    emitter.fire(2);
    emitter.dispose();
    emitter.fire(3);
    expect(heard).toEqual([1, 1, 2]);
  });
});
