import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, it, vi } from 'vitest';
import { ContainerLocks } from '../../../../src/helper/actions/container-locks.ts';

const PATIENCE_MS = 200;

let locks: ContainerLocks;
let order: string[];

beforeEach(() => {
  locks = new ContainerLocks(PATIENCE_MS);
  order = [];
});

/** Work that goes on until it is let go. */
function begin(containerId: string, name: string) {
  let letGo = (): void => undefined;
  const done = locks.run(containerId, 'container/freeze', async () => {
    order.push(name);
    await new Promise<void>((resolve) => (letGo = resolve));
    order.push(`${name} ended`);
  });
  return { done, letGo: () => letGo() };
}

it('lets in whoever comes second once the first is done, and others at once', async () => {
  const first = begin('a', 'first');
  const second = begin('a', 'second');
  const other = begin('b', 'other');
  await sleep(20);
  expect(order).toEqual(['first', 'other']);
  first.letGo();
  await first.done;
  await vi.waitFor(() => expect(order).toEqual(['first', 'other', 'first ended', 'second']));
  second.letGo();
  other.letGo();
  await Promise.all([second.done, other.done]);
});

it('says that the container is busy where that takes long', async () => {
  const first = begin('a', 'first');
  const second = expect(begin('a', 'second').done).rejects.toMatchObject({
    data: { code: 'CHANGED', operation: 'container/freeze', target: 'a' },
  });
  await second;
  first.letGo();
  await first.done;
  expect(order).toEqual(['first', 'first ended']);
});

it('lets nobody in while something of the first goes on after its answer', async () => {
  let settle = (): void => undefined;
  const rest = new Promise<void>((_, reject) => (settle = () => reject(new Error('as asked'))));
  const failing = locks.run('a', 'container/freeze', (until) => {
    until(rest);
    return Promise.reject(new Error('too late'));
  });
  await expect(failing).rejects.toThrow('too late');
  const second = begin('a', 'second');
  await sleep(20);
  expect(order).toEqual([]);
  settle();
  await vi.waitFor(() => expect(order).toEqual(['second']));
  second.letGo();
  await second.done;
});
