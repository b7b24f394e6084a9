import { GROUPINGS, type Grouping } from '../tree/grouping.ts';
import type { Command } from './command.ts';

const WORDS: Readonly<Record<Grouping, { label: string; detail: string }>> = {
  none: { label: 'No groups', detail: 'All containers in one list' },
  runtime: { label: 'Runtime', detail: 'Docker, Podman, containerd, …' },
  pod: { label: 'Pod', detail: 'Kubernetes and Podman pods' },
};

/** Lets the user choose by what the containers are put together. */
export const groupBy: Command = async ({ ui, tree, writeArrangement }) => {
  const current = tree.arrangement.groupBy;
  const choices = GROUPINGS.map((value) => ({ ...WORDS[value], value, isCurrent: value === current }));
  const groupBy = await ui.choose('Group containers by', choices);
  if (groupBy !== undefined) await writeArrangement({ groupBy });
};
