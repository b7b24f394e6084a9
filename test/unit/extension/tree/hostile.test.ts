import { describe, expect, it, vi } from 'vitest';
import type { TreeNode } from '../../../../src/extension/tree/node.ts';
import { toTreeItem } from '../../../../src/extension/tree/item.ts';
import { COPY_KINDS, copyText, sensibleCopy } from '../../../../src/extension/copy/copy.ts';
import { read } from '../../../../src/shared/model/reading.ts';
import type { DisplayText } from '../../../../src/shared/text/display.ts';
import { display } from '../../../../src/shared/text/display.ts';
import { HOSTILE } from '../../support/hostile.ts';
import { aContainer, aMemory, aProcess } from '../support/facts.ts';
import { showTree } from '../support/tree-lab.ts';

vi.mock('vscode', () => import('../support/vscode-stand-in.ts'));

/** Every row of a tree in which all that a container can choose is this text. */
async function allNodes(text: DisplayText): Promise<{ node: TreeNode; item: Record<string, unknown> }[]> {
  const path = { text };
  const { tree, helper } = await showTree(
    [
      aContainer('x', {
        name: text,
        runtimeContainerId: text,
        image: text,
        initComm: text,
        pod: { id: text, name: text, namespace: text },
        launcher: text,
        cgroups: [{ version: 2, controllers: [], path, folder: path }],
        memory: aMemory({ setBy: path, limitFile: path, useFile: path }),
        namespaces: aContainer('x').namespaces.map((one) => ({
          ...one,
          scope: 'shared' as const,
          sharedWith: ['docker:x'],
        })),
      }),
    ],
    { groupBy: 'pod' },
  );
  helper.answer('container/processes', () => ({
    processes: [
      aProcess(1, 0, { comm: text, commandLine: read(text) }),
      aProcess(2, 1, { comm: text, commandLine: read('' as DisplayText) }),
    ],
    omitted: 1,
  }));
  helper.answer('container/limits', () => ({
    limits: [
      aMemory({ own: false, setBy: path, limitFile: path, useFile: path }),
      { resource: 'cpuset', limit: read({ kind: 'cpus', list: text, count: 1 }), own: true, setBy: path },
      { resource: 'io', limit: read({ kind: 'devices', devices: [{ device: text }] }), own: true, setBy: path },
    ],
  }));
  const found: { node: TreeNode; item: Record<string, unknown> }[] = [];
  const walk = async (parent: TreeNode | undefined) => {
    for (const node of await tree.children(parent)) {
      found.push({ node, item: toTreeItem(node.id, tree.row(node)) as unknown as Record<string, unknown> });
      await walk(node);
    }
  };
  await walk(undefined);
  tree.dispose();
  return found;
}

describe.each(HOSTILE)('%s', (_, bytes) => {
  // As the helper sends it, and as it must not: a defect there must not reach the screen either.
  it.each([
    ['escaped', display(bytes)],
    ['raw', bytes as DisplayText],
  ])('reaches the screen only as plain, bounded text without controls (%s)', async (_kind, text) => {
    const nodes = await allNodes(text);
    expect(nodes.length).toBeGreaterThan(18);
    for (const { item } of nodes) {
      for (const value of [item['label'], item['description'] ?? '', item['tooltip']]) {
        expect(typeof value).toBe('string');
        // The product's own line ends in tooltips aside.
        expect((value as string).replaceAll('\n', '')).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]*$/u);
      }
      expect(item['label']).not.toContain('\n');
      expect(item['description'] ?? '').not.toContain('\n');
      expect((item['label'] as string).length).toBeLessThan(5000);
      expect((item['tooltip'] as string).length).toBeLessThan(60_000);
      expect(item['command']).toBeUndefined();
      expect(item['resourceUri']).toBeUndefined();
      const { label } = item['accessibilityInformation'] as { label: string };
      expect(label).toMatch(/^[^\p{C}]+$/u);
    }
  });

  it('adds no line to a tooltip', async () => {
    const plain = await allNodes(display('plain'));
    const hostile = await allNodes(bytes as DisplayText);
    const lineCounts = (nodes: typeof plain) => nodes.map(({ item }) => (item['tooltip'] as string).split('\n').length);
    expect(lineCounts(hostile)).toEqual(lineCounts(plain));
  });

  it('adds no word to a context value', async () => {
    const plain = await allNodes(display('plain'));
    const hostile = await allNodes(display(bytes));
    const contexts = (nodes: typeof plain) => nodes.map(({ item }) => item['contextValue']);
    expect(contexts(hostile)).toEqual(contexts(plain));
  });

  it('is copied without line ends and controls', async () => {
    for (const { node } of await allNodes(display(bytes))) {
      const copied = [sensibleCopy(node.subject), ...COPY_KINDS.map((kind) => copyText(kind, node.subject))];
      for (const text of copied) if (text !== undefined) expect(text).toMatch(/^\P{C}*$/u);
    }
  });
});

describe('toTreeItem', () => {
  it('carries every part of a row', async () => {
    const { tree, screen } = await showTree([aContainer('web')]);
    const item = toTreeItem('id', tree.row(screen.node('web')));
    expect(item).toMatchObject({
      id: 'id',
      label: 'web',
      description: 'docker · pid 14008 · 12 MiB of 64 MiB',
      collapsibleState: 1,
      contextValue: 'container hostPid containerId cgroupPath shellCommand',
      iconPath: { id: 'package', color: { id: 'charts.green' } },
      accessibilityInformation: { label: 'container web, running, docker · pid 14008 · 12 MiB of 64 MiB' },
    });
    expect(item.tooltip).toMatch(/^web\nContainer\nName: /);
  });
});
