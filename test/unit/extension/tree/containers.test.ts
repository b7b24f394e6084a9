import { describe, expect, it } from 'vitest';
import type { Container } from '../../../../src/shared/model/container.ts';
import { read, unread } from '../../../../src/shared/model/reading.ts';
import { aContainer, aMemory, aSandbox, MIB, text } from '../support/facts.ts';
import { showTree } from '../support/tree-lab.ts';

const POD = { id: text('pod-1'), name: text('api-7d9f'), namespace: text('shop') };

describe('container rows', () => {
  it.each<[string, Container]>([
    ['docker · pid 14008 · 12 MiB of 64 MiB', aContainer('a')],
    ['docker · pid 14008 · 12 MiB', aContainer('a', { memory: aMemory({ limit: read({ kind: 'max' }) }) })],
    ['podman · pid 14008 · frozen · 12 MiB of 64 MiB', aContainer('a', { runtime: 'podman', state: 'frozen' })],
    [
      'pod shop/api-7d9f · containerd · pid 14008 · 12 MiB of 64 MiB',
      aContainer('a', { runtime: 'containerd', pod: POD }),
    ],
    ['pod pod-1 · docker · pid 14008 · 12 MiB of 64 MiB', aContainer('a', { pod: { id: text('pod-1') } })],
    ['bwrap · pid 14008 · 12 MiB of 64 MiB', aSandbox('a')],
    [
      'unshare · pid 14008',
      aContainer('a', { runtime: 'unshare', memory: { resource: 'memory', limit: read({ kind: 'max' }), own: false } }),
    ],
    ['systemd-nspawn · pid 14008 · 12 MiB of 64 MiB', aContainer('a', { runtime: 'nspawn' })],
    ['unknown runtime · pid 14008 · 12 MiB of 64 MiB', aContainer('a', { runtime: 'unknown' })],
    [
      'docker · pid 14008 · memory: off',
      aContainer('a', { memory: aMemory({ limit: unread('off'), use: unread('off') }) }),
    ],
    [
      'docker · pid 14008 · memory: 64 MiB · use: needs root',
      aContainer('a', { memory: aMemory({ use: unread('permission') }) }),
    ],
  ])('%s', async (description, container) => {
    const { screen } = await showTree([container]);
    expect(screen.row('a').description).toBe(description);
  });

  it('has another icon for each state', async () => {
    const { screen } = await showTree([aContainer('a'), aContainer('b', { state: 'frozen' }), aSandbox('c')]);
    const icons = ['a', 'b', 'c'].map((label) => screen.row(label).icon?.id);
    expect(new Set(icons).size).toBe(3);
  });

  it('tells all facts in the tooltip', async () => {
    const { screen } = await showTree([aContainer('web', { pod: POD })]);
    expect(screen.row('web').tooltip).toEqual([
      'web',
      'Container',
      'Name: told by the runtime',
      'Runtime: Docker',
      'ID: 2d85fee5',
      'Image: nginx:1.27',
      'Pod: shop/api-7d9f (pod-1)',
      'State: running',
      'First process: nginx, PID 14008 → 1',
      'User ID: 0',
      'Processes: 3 processes',
      'Memory: 12 MiB of 64 MiB',
      'Cgroup (v1 memory; v2): /docker/2d85',
    ]);
  });

  it('says in the tooltip what could not be read', async () => {
    const { screen } = await showTree([
      aSandbox('s', { initPids: unread('permission'), initUid: unread('error', 'EIO') }),
    ]);
    const tooltip = screen.row('s').tooltip.join('\n');
    expect(tooltip).toContain('Started by: bwrap');
    expect(tooltip).toContain('PID 14008 (inside: needs root)');
    expect(tooltip).toContain('User ID: The kernel answered with an error. (EIO)');
  });

  it('says kind, name and state to a screen reader', async () => {
    const { screen } = await showTree([aContainer('web', { state: 'frozen' })]);
    expect(screen.row('web').spoken).toMatch(/^container web, frozen, docker · pid 14008/);
  });
});

describe('arrangement', () => {
  const inner = aContainer('inner', { parent: 'docker:outer' });
  const outer = aContainer('outer');

  it('sorts by name in natural order', async () => {
    const { screen } = await showTree(['web-10', 'Web-2', 'db'].map((name) => aContainer(name)));
    expect(screen.lines().map((line) => line.split(' ')[0])).toEqual(['db', 'Web-2', 'web-10']);
  });

  it('puts nested containers below the three parts of their parent', async () => {
    const { screen } = await showTree([inner, outer]);
    await screen.expand('outer');
    expect(screen.lines().map((line) => line.split(' | ')[0])).toEqual([
      'outer',
      '  Processes',
      '  Namespaces',
      '  Limits',
      '  inner',
    ]);
  });

  it('hides sandboxes, but not what runs in them', async () => {
    const sandbox = aSandbox('s');
    const within = aContainer('within', { parent: sandbox.id });
    const { screen, tree } = await showTree([sandbox, within, outer]);
    expect(screen.lines()).toHaveLength(2);
    tree.arrange({ groupBy: 'none', showSandboxes: false });
    await screen.settle();
    expect(screen.takeRefreshed()).toEqual(['all']);
    expect(screen.lines().map((line) => line.split(' ')[0])).toEqual(['outer', 'within']);
  });

  it('groups by runtime, unknown ones last', async () => {
    const { screen } = await showTree(
      [outer, inner, aContainer('x', { runtime: 'unknown' }), aContainer('p', { runtime: 'podman' })],
      { groupBy: 'runtime' },
    );
    expect(screen.lines().map((line) => line.replace(/ · .*/, ''))).toEqual([
      'Docker | 1',
      '  outer | docker',
      'Podman | 1',
      '  p | podman',
      'Unknown runtime | 1',
      '  x | unknown runtime',
    ]);
  });

  it('groups by pod, those without one last', async () => {
    const { screen } = await showTree([outer, aContainer('api', { pod: POD }), aContainer('side', { pod: POD })], {
      groupBy: 'pod',
    });
    expect(screen.lines().map((line) => line.replace(/ · .*/, ''))).toEqual([
      'shop/api-7d9f | 2',
      '  api | pod shop/api-7d9f',
      '  side | pod shop/api-7d9f',
      'No pod | 1',
      '  outer | docker',
    ]);
  });

  it('keeps the nodes when the grouping changes', async () => {
    const { screen, tree } = await showTree([outer]);
    const before = screen.node('outer');
    tree.arrange({ groupBy: 'runtime', showSandboxes: true });
    await screen.settle();
    expect(screen.node('Docker', 'outer')).toBe(before);
    expect(before.parent).toBe(screen.node('Docker'));
  });

  it('forgets groups that are gone, and what they held', async () => {
    const pod = aContainer('p', { runtime: 'podman' });
    const { screen, helper } = await showTree([outer, pod], { groupBy: 'runtime' });
    const [kept, gone] = [screen.node('Docker'), screen.node('Podman')];
    helper.change([], [pod.id]);
    await screen.settle();
    expect(gone.children()).toEqual([]);
    expect(screen.node('Docker')).toBe(kept);
    helper.change([pod]);
    await screen.settle();
    expect(screen.node('Podman')).not.toBe(gone);
    expect(screen.node('Podman').children()).toEqual([screen.node('Podman', 'p')]);
  });

  it('lets go of the groups when nothing is grouped any more', async () => {
    const { screen, tree } = await showTree([outer], { groupBy: 'runtime' });
    const group = screen.node('Docker');
    tree.arrange({ groupBy: 'none', showSandboxes: true });
    expect(group.children()).toEqual([]);
  });

  it('shows containers at the top that are, by mistake, around each other', async () => {
    const { screen } = await showTree([
      aContainer('a', { parent: 'docker:b' }),
      aContainer('b', { parent: 'docker:a' }),
      aContainer('self', { parent: 'docker:self' }),
    ]);
    expect(screen.lines()).toHaveLength(3);
  });
});

describe('refresh', () => {
  it('touches only the row that is different', async () => {
    const { screen, helper } = await showTree([aContainer('a'), aContainer('b')]);
    helper.change([aContainer('b', { memory: aMemory({ use: read(13 * MIB) }) })]);
    await screen.settle();
    expect(screen.takeRefreshed()).toEqual(['container/docker:b']);
    expect(screen.row('b').description).toContain('13 MiB of 64 MiB');
  });

  it('touches nothing where the screen would be the same', async () => {
    const { screen, helper } = await showTree([aContainer('a')]);
    helper.change([aContainer('a', { memory: aMemory({ use: read(12 * MIB + 4096) }) })]);
    await screen.settle();
    expect(screen.takeRefreshed()).toEqual([]);
  });

  it('touches only the part that is different in an open container', async () => {
    const { screen, helper } = await showTree([aContainer('a')]);
    await screen.expand('a');
    screen.takeRefreshed();
    const base = aContainer('a');
    const namespaces = base.namespaces.map((one) => (one.type === 'net' ? { ...one, scope: 'host' as const } : one));
    helper.change([{ ...base, namespaces }]);
    await screen.settle();
    expect(screen.takeRefreshed()).toEqual(['container/docker:a/namespaces']);
    expect(screen.row('a', 'Namespaces').description).toBe("7 private · 1 the host's");
  });

  it('touches the parent when a nested container comes', async () => {
    const { screen, helper } = await showTree([aContainer('a')]);
    await screen.expand('a');
    screen.takeRefreshed();
    helper.change([aContainer('inner', { parent: 'docker:a' })]);
    await screen.settle();
    expect(screen.takeRefreshed()).toEqual(['container/docker:a']);
    expect(screen.row('a', 'inner').label).toBe('inner');
  });

  it('keeps elements, ids and what is open when containers come and go', async () => {
    const { screen, helper } = await showTree([aContainer('a'), aContainer('b')]);
    await screen.expand('b');
    await screen.expand('b', 'Namespaces');
    const before = [screen.node('b'), screen.node('b', 'Namespaces'), screen.node('b', 'Namespaces', 'net')];
    helper.change([aContainer('c'), aContainer('b', { image: text('other') })], ['docker:a']);
    await screen.settle();
    expect(screen.takeRefreshed()).toEqual(['all']);
    const after = [screen.node('b'), screen.node('b', 'Namespaces'), screen.node('b', 'Namespaces', 'net')];
    after.forEach((node, index) => expect(node).toBe(before[index]));
    expect(screen.lines().filter((line) => line.startsWith('    '))).toHaveLength(8);
  });

  it('makes a new element for a new container of the same name', async () => {
    const { screen, helper } = await showTree([aContainer('a')]);
    const before = screen.node('a');
    helper.change([aContainer('a', { id: 'docker:new' })], ['docker:a']);
    await screen.settle();
    expect(screen.node('a')).not.toBe(before);
    expect(screen.lines()).toHaveLength(1);
  });

  it('never gives two elements the same id', async () => {
    const { screen } = await showTree([aContainer('a'), aContainer('b', { parent: 'docker:a' })]);
    await screen.expand('a');
    await screen.expand('a', 'b');
    await screen.expand('a', 'Namespaces');
    await screen.expand('a', 'Limits');
    await screen.expand('a', 'b', 'Namespaces');
    const labels = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'];
    const ids = [
      ...labels.map((label) => screen.node('a', 'Namespaces', label).id),
      ...labels.map((label) => screen.node('a', 'b', 'Namespaces', label).id),
      ...['Memory', 'CPU', 'Processes', 'CPU set', 'I/O'].map((label) => screen.node('a', 'Limits', label).id),
      screen.node('a', 'Processes').id,
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('nodes as arguments', () => {
  it('knows its own nodes and nothing else', async () => {
    const { screen, tree } = await showTree([aContainer('a')]);
    expect(tree.isNode(screen.node('a'))).toBe(true);
    expect(tree.isNode({ ...screen.node('a') })).toBe(false);
    for (const value of [undefined, null, 1, 'a', {}, []]) expect(tree.isNode(value)).toBe(false);
  });
});
