import { describe, expect, it } from 'vitest';
import type { Container } from '../../../../src/shared/model/container.ts';
import { NAMESPACE_TYPES, type NamespaceMembership } from '../../../../src/shared/model/namespace.ts';
import { read, unread } from '../../../../src/shared/model/reading.ts';
import { aContainer, aMembership, text } from '../support/facts.ts';
import { showTree } from '../support/tree-lab.ts';

/** The machine's own user namespace: PROC_USER_INIT_INO. */
const INITIAL = { scope: 'host', id: read({ dev: 4, ino: 4026531837 }) } as const;

async function showNamespace(change: Partial<NamespaceMembership>, container: Partial<Container> = {}, type = 'user') {
  const namespaces = NAMESPACE_TYPES.map((one) => aMembership(one, one === type ? change : {}));
  const others = ['web', 'db', 'cache', 'log', 'x'].map((name) => aContainer(name));
  const lab = await showTree([aContainer('a', { namespaces, ...container }), ...others]);
  await lab.screen.expand('a');
  await lab.screen.expand('a', 'Namespaces');
  return { ...lab, row: lab.screen.row('a', 'Namespaces', type) };
}

describe('namespaces', () => {
  it('stand in the order of namespaces(7), each with its inode', async () => {
    const { screen } = await showNamespace({});
    const lines = screen.lines().filter((line) => line.startsWith('    '));
    expect(lines).toEqual(NAMESPACE_TYPES.map((type, index) => `    ${type} | ${4026532450 + index} · private`));
  });

  it.each<[string, string, Partial<NamespaceMembership>, Partial<Container>]>([
    ['4026532456 · shared with web', 'link', { scope: 'shared', sharedWith: ['docker:web'] }, {}],
    [
      '4026532456 · shared with web, db, cache and 9 more',
      'link',
      { scope: 'shared', sharedWith: ['docker:web', 'docker:db', 'docker:cache', 'docker:log'], sharedWithMore: 8 },
      {},
    ],
    ['4026532456 · shared with docker:gone', 'link', { scope: 'shared', sharedWith: ['docker:gone'] }, {}],
    ["4026531837 · the host's: root inside is root outside", 'warning', INITIAL, {}],
    ["4026531837 · the host's: uid 33 inside is uid 33 outside", 'vm', INITIAL, { initUid: read(33) }],
    ["4026531837 · the host's", 'vm', INITIAL, { initUid: unread('permission') }],
    ["4026532456 · this window's own", 'vm', { scope: 'host' }, {}],
    ['4026532456 · not known whose', 'question', { scope: 'unknown' }, {}],
    ['needs root', 'lock', { scope: 'unknown', id: unread('permission', 'EACCES') }, {}],
    ['ended', 'circle-slash', { scope: 'unknown', id: unread('gone') }, {}],
    ['no answer in time', 'circle-slash', { scope: 'unknown', id: unread('timeout') }, {}],
    ['not readable (EIO)', 'circle-slash', { scope: 'unknown', id: unread('error', 'EIO') }, {}],
    ['not in this kernel', 'circle-slash', { scope: 'unknown', id: unread('unsupported') }, {}],
  ])('%s', async (description, icon, change, container) => {
    const { row } = await showNamespace(change, container);
    expect(row.description).toBe(description);
    expect(row.icon?.id).toBe(icon);
  });

  it('warns of the user namespace only', async () => {
    const { row } = await showNamespace({ scope: 'host' }, {}, 'net');
    expect(row.description).toMatch(/^\d+ · the host's$/);
    expect(row.icon?.id).toBe('vm');
  });

  it.each([
    ['lock', 'needs root', unread('permission', 'EACCES')],
    ['circle-slash', 'ended', unread('gone')],
  ])('shows one %s for all where none can be read: %s', async (icon, words, id) => {
    const namespaces = NAMESPACE_TYPES.map((type) => aMembership(type, { id, scope: 'unknown' }));
    const { screen } = await showTree([aContainer('a', { namespaces })]);
    await screen.expand('a');
    const row = screen.row('a', 'Namespaces');
    expect(row.description).toBe(words);
    expect(row.icon?.id).toBe(icon);
  });

  it('follow the names of those that share them', async () => {
    const { screen, helper } = await showNamespace({ scope: 'shared', sharedWith: ['docker:web'] });
    helper.change([aContainer('web', { name: text('front') })]);
    await screen.settle();
    expect(screen.row('a', 'Namespaces', 'user').description).toBe('4026532456 · shared with front');
  });
});
