import { expect, it } from 'vitest';
import { aContainer, text } from '../support/facts.ts';
import { showTree } from '../support/tree-lab.ts';

it('tells a container that its own cgroup freezes from one that another cgroup holds', async () => {
  const frozenBy = { text: text('/machine.slice') };
  const { screen } = await showTree([
    aContainer('own', { state: 'frozen' }),
    aContainer('held', { state: 'frozen', frozenBy }),
  ]);
  expect(screen.row('own').description).toContain(' · frozen · ');
  expect(screen.row('own').tooltip).toContain('State: frozen');
  expect(screen.row('held').description).toContain(' · frozen from above · ');
  expect(screen.row('held').tooltip).toContain('State: frozen, held by the cgroup /machine.slice');
});
