import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Delivery, type Refresh } from '../../../../src/extension/tree/delivery.ts';
import type { TreeNode } from '../../../../src/extension/tree/node.ts';
import { makeRow, type Row } from '../../../../src/extension/tree/row.ts';

class FakeNode implements TreeNode {
  readonly id: string;
  readonly parent = undefined;
  readonly subject = { kind: 'text' } as const;
  readonly below: FakeNode[] = [];
  label: string;
  waits: Promise<void> | undefined;
  rows = 0;
  revision?: number;

  constructor(id: string) {
    this.id = id;
    this.label = id;
  }

  row(): Row {
    this.rows++;
    return makeRow({ label: this.label, context: [] });
  }

  children(): readonly TreeNode[] {
    return [...this.below];
  }

  ready(): Promise<void> {
    return this.waits ?? Promise.resolve();
  }
}

let roots: FakeNode[];
let delivery: Delivery;
let refreshes: Refresh[];

beforeEach(() => {
  roots = [new FakeNode('a'), new FakeNode('b')];
  delivery = new Delivery(() => [...roots], 50);
  refreshes = [];
  delivery.onDidRefresh((refresh) => refreshes.push(refresh));
});

afterEach(() => {
  vi.useRealTimers();
});

/** Gives out everything, as to a screen on which all is open. */
async function giveOut(node?: TreeNode): Promise<void> {
  for (const child of await delivery.children(node)) {
    delivery.row(child);
    await giveOut(child);
  }
}

async function refreshedAfter(change: () => void): Promise<Refresh[]> {
  change();
  delivery.reconcile();
  await Promise.resolve();
  return refreshes.splice(0);
}

describe('Delivery', () => {
  it('says nothing before anything was given out', async () => {
    const [a] = roots as [FakeNode];
    expect(await refreshedAfter(() => (a.label = 'new'))).toEqual([]);
  });

  it('tells of several changes at once, and of each change once', async () => {
    const [a, b] = roots as [FakeNode, FakeNode];
    await giveOut();
    const both = () => {
      a.label = 'new a';
      b.label = 'new b';
    };
    const refresh = await refreshedAfter(both);
    expect(refresh).toHaveLength(1);
    expect(new Set(refresh[0])).toEqual(new Set([a, b]));
    expect(await refreshedAfter(() => undefined)).toEqual([]);
  });

  it('tells of the topmost element only', async () => {
    const [a] = roots as [FakeNode];
    const child = new FakeNode('child');
    a.below.push(child);
    await giveOut();
    const refresh = await refreshedAfter(() => {
      a.label = 'new a';
      child.label = 'new child';
    });
    expect(refresh).toEqual([[a]]);
  });

  it('tells of children that came, went or changed places', async () => {
    const [a] = roots as [FakeNode];
    await giveOut();
    const [x, y] = [new FakeNode('x'), new FakeNode('y')];
    for (const below of [[x, y], [y, x], [x], []]) {
      expect(await refreshedAfter(() => a.below.splice(0, 9, ...below))).toEqual([[a]]);
      await giveOut(a);
    }
  });

  it('does not look below an element whose revision is the same', async () => {
    const [a] = roots as [FakeNode];
    const child = new FakeNode('child');
    a.below.push(child);
    a.revision = 1;
    await giveOut();
    const rows = child.rows;
    expect(await refreshedAfter(() => (child.label = 'new'))).toEqual([]);
    expect(child.rows).toBe(rows);
    expect(await refreshedAfter(() => (a.revision = 2))).toEqual([[child]]);
  });

  it('refreshes all when the roots are others', async () => {
    await giveOut();
    expect(await refreshedAfter(() => roots.push(new FakeNode('c')))).toEqual([undefined]);
    expect(await refreshedAfter(() => undefined)).toEqual([]);
  });

  it('holds refreshes back while children are waited for', async () => {
    const [a, b] = roots as [FakeNode, FakeNode];
    await giveOut();
    let arrive: () => void = () => undefined;
    a.waits = new Promise((resolve) => (arrive = resolve));
    const children = delivery.children(a);
    expect(await refreshedAfter(() => (b.label = 'new'))).toEqual([]);
    arrive();
    await children;
    await Promise.resolve();
    expect(refreshes).toEqual([[b]]);
  });

  it('does not wait for ever', async () => {
    vi.useFakeTimers();
    const [a] = roots as [FakeNode];
    a.waits = new Promise(() => undefined);
    let children: readonly TreeNode[] | undefined;
    void delivery.children(a).then((value) => (children = value));
    await vi.advanceTimersByTimeAsync(49);
    expect(children).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2);
    expect(children).toEqual([]);
  });

  it('bears a tree of any depth', async () => {
    let node = roots[0] as FakeNode;
    for (let depth = 0; depth < 20_000; depth++) {
      const child = new FakeNode(`d${depth}`);
      node.below.push(child);
      await delivery.children(node);
      delivery.row(child);
      node = child;
    }
    const deepest = node;
    await delivery.children(undefined);
    delivery.row(roots[0] as FakeNode);
    expect(await refreshedAfter(() => (deepest.label = 'new'))).toEqual([[deepest]]);
    expect(await refreshedAfter(() => ((roots[0] as FakeNode).label = 'new'))).toEqual([[roots[0]]]);
  });
});
