import { ConfigurationTarget, workspace } from 'vscode';
import type { Disposable } from './dispose.ts';
import { isGrouping } from './tree/grouping.ts';
import type { Arrangement } from './tree/structure.ts';

const SECTION = 'containerInternals';

/** How the tree is arranged, as the user set it. */
export function readArrangement(): Arrangement {
  const settings = workspace.getConfiguration(SECTION);
  const groupBy = settings.get('groupBy');
  return {
    groupBy: isGrouping(groupBy) ? groupBy : 'none',
    showSandboxes: settings.get('showSandboxes') !== false,
  };
}

/** Changes what the user set, for all windows. */
export async function writeArrangement(change: Partial<Arrangement>): Promise<void> {
  const settings = workspace.getConfiguration(SECTION);
  for (const [key, value] of Object.entries(change)) await settings.update(key, value, ConfigurationTarget.Global);
}

/** Whether the user lets the helper change anything. What is no boolean counts as no. */
export function readAllowChanges(): boolean {
  const value: unknown = workspace.getConfiguration(SECTION).get('allowChanges');
  return value === undefined || value === true;
}

export function onDidChangeAllowChanges(listener: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${SECTION}.allowChanges`)) listener();
  });
}

/** Whether to ask before a signal that ends something. */
export function readConfirmSignals(): boolean {
  return workspace.getConfiguration(SECTION).get('confirmSignals') !== false;
}

/** Does not ask before signals any more, in all windows. */
export async function dropConfirmSignals(): Promise<void> {
  await workspace.getConfiguration(SECTION).update('confirmSignals', false, ConfigurationTarget.Global);
}

export function onDidChangeArrangement(listener: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) listener();
  });
}
