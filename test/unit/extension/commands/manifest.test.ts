import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { ALLOW_CHANGES_SETTING } from '../../../../src/extension/commands/may-change.ts';
import { COMMANDS } from '../../../../src/extension/commands/table.ts';
import { COPY_KINDS } from '../../../../src/extension/copy/copy.ts';
import { PANEL_TYPE } from '../../../../src/extension/limits-page/panels.ts';
import { GROUPINGS } from '../../../../src/extension/tree/grouping.ts';

vi.mock('vscode', () => import('../support/vscode-stand-in.ts'));

interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

interface Manifest {
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: string; readonly description: string } };
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
      readonly icon?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings: readonly MenuItem[];
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string; readonly icon: string }[] };
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly scope: string; readonly enum?: readonly string[] }>>;
    };
  };
}

const root = new URL('../../../../', import.meta.url);
const { icon, activationEvents, capabilities, contributes } = JSON.parse(
  readFileSync(new URL('package.json', root), 'utf8'),
) as Manifest;
const declared = contributes.commands.map(({ command }) => command);
const menuItems = Object.values(contributes.menus).flat();

describe('the manifest', () => {
  it('declares exactly the commands of the table', () => {
    expect(declared.toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
  });

  it('puts every command into the category', () => {
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(['Container Internals']));
  });

  it('names only commands that there are, in menus, keys and welcome texts', () => {
    const links = contributes.viewsWelcome.flatMap(({ contents }) =>
      [...contents.matchAll(/\(command:([^)]+)\)/g)].map(([, id]) => id),
    );
    const named = [...menuItems, ...contributes.keybindings].map(({ command }) => command);
    expect(links.length).toBeGreaterThan(5);
    for (const id of [...named, ...links]) expect([...declared, 'workbench.action.reloadWindow']).toContain(id);
  });

  it('names commands in welcome texts as the palette does', () => {
    for (const { contents } of contributes.viewsWelcome) {
      for (const [, label, id] of contents.matchAll(/\[([^\]]+)\]\(command:(containerInternals[^)]+)\)/g)) {
        expect(label).toBe(contributes.commands.find(({ command }) => command === id)?.title);
      }
    }
  });

  it.each(COPY_KINDS)('offers to copy %s on the rows that have it, and not in the palette', (kind) => {
    const command = `containerInternals.copy${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
    const onRows = contributes.menus['view/item/context']?.filter((item) => item.command === command);
    expect(onRows?.map(({ when }) => when)).toEqual([
      `view == containerInternals.containers && viewItem =~ /\\b${kind}\\b/`,
    ]);
    const inPalette = contributes.menus['commandPalette']?.filter((item) => item.command === command);
    expect(inPalette).toEqual([{ command, when: 'false' }]);
  });

  it('is activated for the tabs that VS Code kept, and else by what it contributes', () => {
    expect(activationEvents).toEqual([`onWebviewPanel:${PANEL_TYPE}`]);
  });

  it('offers to inspect limits on the rows of containers and of their limits, and in the palette', () => {
    const command = 'containerInternals.inspectLimits';
    const offered = (context: string, group: string) =>
      contributes.menus['view/item/context']?.some(
        (item) =>
          item.command === command &&
          item.group?.startsWith(group) === true &&
          new RegExp(/viewItem =~ \/(.*)\//.exec(item.when ?? '')?.[1] ?? 'none').test(context),
      );
    expect(contributes.commands.find((one) => one.command === command)).toMatchObject({
      title: 'Inspect Limits',
      icon: '$(graph)',
    });
    const rows = ['container hostPid', 'sandbox hostPid', 'limits shellCommand', 'limit', 'limit cgroupPath'];
    for (const row of rows) expect(offered(row, '1_inspect')).toBe(true);
    for (const row of rows) expect(offered(row, 'inline')).toBe(!row.startsWith('limit') || row.startsWith('limits'));
    for (const row of ['process hostPid', 'processes', 'namespaces', 'namespace', 'note', 'group']) {
      expect([offered(row, '1_inspect'), offered(row, 'inline')]).toEqual([false, false]);
    }
    expect(contributes.menus['commandPalette']?.some((item) => item.command === command)).toBe(false);
  });

  it.each([
    ['sendSignal', 'Send Signal…', ['container', 'container frozen', 'sandbox', 'sandbox frozen', 'process']],
    ['freeze', 'Freeze', ['container', 'sandbox']],
    ['thaw', 'Thaw', ['container frozen', 'sandbox frozen']],
    ['changeLimit', 'Change Limit…', ['container', 'container frozen', 'sandbox', 'sandbox frozen', 'limits', 'limit']],
  ])('offers %s on the rows where it works, and in the palette', (name, title, rows) => {
    const command = `containerInternals.${name}`;
    expect(contributes.commands.find((one) => one.command === command)?.title).toBe(title);
    const items = contributes.menus['view/item/context']?.filter((item) => item.command === command) ?? [];
    expect(items.map(({ group }) => group?.replace(/\d$/, ''))).toEqual(['2_act@']);
    const pattern = new RegExp(/viewItem =~ \/(.*)\//.exec(items[0]?.when ?? '')?.[1] ?? 'none');
    const all = [
      ...['container', 'container frozen', 'sandbox', 'sandbox frozen', 'process', 'limits', 'limit'],
      ...['processes', 'namespaces', 'namespace', 'note', 'group'],
    ];
    expect(all.filter((row) => pattern.test(row))).toEqual(rows);
    // Between the kind of a row and its state stands what can be copied from it.
    const long = (row: string) => row.replace(/^\w+/, '$& hostPid cgroupPath');
    expect(all.filter((row) => pattern.test(long(row)))).toEqual(rows);
    expect(contributes.menus['commandPalette']?.some((item) => item.command === command)).toBe(false);
  });

  it('lets nothing be changed in a workspace that is not trusted, and says so', () => {
    expect(capabilities.untrustedWorkspaces.supported).toBe('limited');
    expect(capabilities.untrustedWorkspaces.description).toContain('nothing is changed');
    expect(contributes.configuration.properties[ALLOW_CHANGES_SETTING]).toMatchObject({
      scope: 'machine',
      default: true,
    });
  });

  it('has a text for every state of an empty view', () => {
    const states = contributes.viewsWelcome.map(({ when }) => when.replace('containerInternals.view == ', ''));
    expect(states.toSorted()).toEqual(
      [
        'loading',
        'empty',
        'hidden',
        'nested',
        'hidepid',
        'noProc',
        'notLinux',
        'failed',
        'stopped',
        'stoppedStart',
        'stoppedSilent',
        'stoppedVersion',
      ].toSorted(),
    );
  });

  it('lets no workspace change a setting', () => {
    const scopes = Object.values(contributes.configuration.properties).map(({ scope }) => scope);
    expect(scopes.length).toBeGreaterThan(0);
    for (const scope of scopes) expect(['application', 'machine']).toContain(scope);
  });

  it('offers the groupings that there are', () => {
    expect(contributes.configuration.properties['containerInternals.groupBy']?.enum).toEqual(GROUPINGS);
  });

  it('has its pictures', () => {
    const icons = [icon, ...contributes.viewsContainers.activitybar.map((container) => container.icon)];
    for (const file of icons) expect(existsSync(new URL(file, root))).toBe(true);
  });
});
