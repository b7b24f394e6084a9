import { beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS, type CommandId } from '../../../../src/extension/commands/table.ts';
import { read, unread } from '../../../../src/shared/model/reading.ts';
import { commandsOnTree, type TreeCommandLab } from '../support/command-lab.ts';
import { aContainer, aProcess, aSandbox, text } from '../support/facts.ts';

let lab: TreeCommandLab;
let copied: string[];
let warnings: string[];

beforeEach(async () => {
  const hostilePath = { text: text('/a\\x0ab'), bytes: '2f610a62' };
  lab = await commandsOnTree([
    aContainer('web'),
    aContainer('bytes', { cgroups: [{ version: 2, controllers: [], path: hostilePath }] }),
    aSandbox('sand', { init: { pid: 17320, startTime: 1 }, cgroups: [] }),
  ]);
  lab.helper.answer('container/processes', () => ({ processes: [aProcess(14008, 1), aProcess(14031, 1)], omitted: 0 }));
  ({ copied, warnings } = lab.lab.ui);
});

function run(id: CommandId, ...args: readonly unknown[]): Promise<void> {
  return lab.lab.run(COMMANDS[id], ...args);
}

async function copyOf(id: CommandId, ...labels: readonly string[]): Promise<string | undefined> {
  await run(id, lab.screen.node(...labels));
  return copied.pop();
}

async function openAll(name: string): Promise<void> {
  await lab.screen.expand(name);
  for (const part of ['Processes', 'Namespaces', 'Limits']) await lab.screen.expand(name, part);
}

describe('copy commands', () => {
  it('copy what the row has', async () => {
    await openAll('web');
    expect(await copyOf('containerInternals.copyHostPid', 'web')).toBe('14008');
    expect(await copyOf('containerInternals.copyHostPid', 'web', 'Processes', '14031 → 24')).toBe('14031');
    expect(await copyOf('containerInternals.copyContainerId', 'web')).toBe('2d85fee5');
    expect(await copyOf('containerInternals.copyNamespaceInode', 'web', 'Namespaces', 'net')).toBe('4026532453');
    expect(await copyOf('containerInternals.copyCgroupPath', 'web')).toBe('/sys/fs/cgroup/memory/docker/2d85');
    expect(await copyOf('containerInternals.copyCgroupPath', 'web', 'Limits', 'CPU')).toBe('/docker.slice');
  });

  it('copy a path that is no text as a word of the shell', async () => {
    expect(await copyOf('containerInternals.copyCgroupPath', 'bytes')).toBe(String.raw`$'/a\x0ab'`);
  });

  it('copy the command that shows the same', async () => {
    await openAll('web');
    const commandOf = (...labels: string[]) => copyOf('containerInternals.copyShellCommand', 'web', ...labels);
    expect(await commandOf()).toBe('lsns -p 14008');
    expect(await commandOf('Processes')).toBe('ps -o pid,ppid,stat,args -p 14008,14031');
    expect(await commandOf('Processes', '14031 → 24')).toBe('cat /proc/14031/status');
    expect(await commandOf('Namespaces')).toBe('lsns -p 14008');
    expect(await commandOf('Namespaces', 'net')).toBe('ls -l /proc/14008/ns/net');
    expect(await commandOf('Limits')).toBe('cat /proc/14008/cgroup');
    expect(await commandOf('Limits', 'CPU')).toBe('cat /sys/fs/cgroup/cpu/docker.slice/cpu.cfs_quota_us');
    lab.tree.dispose();
  });

  it('copy one line for each selected row that has something', async () => {
    const rows = ['bytes', 'sand', 'web'].map((name) => lab.screen.node(name));
    await run('containerInternals.copyHostPid', rows[1], rows);
    expect(copied).toEqual(['14008\n17320\n14008']);
    expect(lab.lab.ui.told).toEqual(['Copied 3 lines']);
    await run('containerInternals.copyContainerId', rows[0], rows);
    expect(copied.at(-1)).toBe('2d85fee5\n2d85fee5');
  });

  it('take only the row itself where it is not part of the selection', async () => {
    await run('containerInternals.copyHostPid', lab.screen.node('sand'), [lab.screen.node('web')]);
    expect(copied).toEqual(['17320']);
  });

  it('take the selection where they are called by a key', async () => {
    lab.lab.selection = [lab.screen.node('web'), lab.screen.node('sand')];
    await run('containerInternals.copy');
    expect(copied).toEqual(['2d85fee5\nsand']);
  });

  it('say so where nothing is selected', async () => {
    await run('containerInternals.copy');
    expect([copied, warnings.length]).toEqual([[], 1]);
  });

  it('say so where the row has nothing of the kind', async () => {
    await run('containerInternals.copyNamespaceInode', lab.screen.node('web'));
    expect([copied, warnings.length]).toEqual([[], 1]);
  });

  it.each([
    [{ subject: { kind: 'container', container: aContainer('evil') } }],
    [{ pid: 1 }],
    ['14008'],
    [1],
    [null],
    [[]],
    [{ $treeViewId: 'containerInternals.containers', $treeItemHandle: '1/x' }],
  ])('ignore an argument that is no row: %j', async (argument) => {
    lab.lab.selection = [lab.screen.node('web')];
    for (const id of Object.keys(COMMANDS)) {
      if (id.startsWith('containerInternals.copy')) await run(id as CommandId, argument);
    }
    expect(copied).toEqual([]);
    expect(warnings).toHaveLength(6);
    expect(new Set(warnings).size).toBe(1);
  });

  it('ignore a selection that has something else in it', async () => {
    const web = lab.screen.node('web');
    await run('containerInternals.copyHostPid', web, [web, { pid: 1 }]);
    expect(copied).toEqual(['14008']);
  });

  it('are offered exactly where they work', async () => {
    const { screen, helper } = lab;
    const namespaces = aContainer('web').namespaces.map((one) =>
      one.type === 'net' ? { ...one, id: unread('permission'), scope: 'unknown' as const } : one,
    );
    helper.change([aContainer('web', { namespaces, initUid: read(0) })]);
    await screen.settle();
    await openAll('web');
    expect(screen.row('web').context).toBe('container hostPid containerId cgroupPath shellCommand');
    expect(screen.row('sand').context).toBe('sandbox hostPid shellCommand');
    expect(screen.row('web', 'Namespaces', 'net').context).toBe('namespace shellCommand');
    expect(screen.row('web', 'Namespaces', 'pid').context).toBe('namespace namespaceInode shellCommand');
    expect(screen.row('web', 'Limits', 'CPU').context).toBe('limit cgroupPath shellCommand');
    expect(screen.row('web', 'Limits', 'I/O').context).toBe('limit');
    lab.tree.dispose();
  });
});

describe('other commands', () => {
  it('refresh starts the helper and reads anew', async () => {
    const { helper, lab: commands } = lab;
    await run('containerInternals.refresh');
    expect([helper.starts, helper.restarts, helper.countOf('inventory/refresh')]).toEqual([1, 0, 1]);
    helper.setState({ kind: 'stopped', why: { kind: 'version' } });
    await run('containerInternals.refresh');
    expect([helper.starts, helper.restarts, commands.done]).toEqual([1, 1, ['tree', 'tree']]);
  });

  it('restart the helper, show the log', async () => {
    await run('containerInternals.restartHelper');
    await run('containerInternals.showLog');
    expect([lab.helper.restarts, lab.lab.ui.done]).toEqual([1, ['log']]);
  });

  it('show and hide sandboxes', async () => {
    await run('containerInternals.showSandboxes');
    await run('containerInternals.hideSandboxes');
    expect(lab.lab.written).toEqual([{ showSandboxes: true }, { showSandboxes: false }]);
  });

  it('group by what the user chooses, if anything', async () => {
    const { ui, written } = lab.lab;
    await run('containerInternals.groupBy');
    expect(written).toEqual([]);
    expect(ui.offered.map((one) => 'value' in one && [one.value, one.isCurrent])).toEqual([
      ['none', true],
      ['runtime', false],
      ['pod', false],
    ]);
    ui.picks.push('Pod');
    await run('containerInternals.groupBy');
    expect(written).toEqual([{ groupBy: 'pod' }]);
  });
});
