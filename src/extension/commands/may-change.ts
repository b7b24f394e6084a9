import type { ChangeRefusal } from '../changes-allowed.ts';
import { awaitInventory } from './await-inventory.ts';
import type { CommandContext } from './command.ts';

export const ALLOW_CHANGES_SETTING = 'containerInternals.allowChanges';

/**
 * Waits for a helper that may change something, and for what it knows. Where there is none and will be none, says why
 * and offers the next step.
 */
export async function mayChange(context: CommandContext): Promise<boolean> {
  const { refusal } = context.changes;
  if (refusal !== undefined) {
    await tellRefusal(context, refusal);
    return false;
  }
  if (!(await awaitInventory(context))) return false;
  const { state } = context.helper;
  if (state.kind === 'running' && state.grant === 'manage') return true;
  const button = await context.ui.offer({
    level: 'warning',
    text: 'Nothing was done: the helper works with the right to read only. Restart it.',
    buttons: ['Restart Helper'],
  });
  if (button === 'Restart Helper') context.helper.restart();
  return false;
}

async function tellRefusal({ ui }: CommandContext, refusal: ChangeRefusal): Promise<void> {
  switch (refusal) {
    case 'setting': {
      const text = 'Changes are switched off: the helper only reads. Allow them in the settings.';
      const button = await ui.offer({ level: 'warning', text, buttons: ['Open Setting'] });
      if (button === 'Open Setting') ui.openSetting(ALLOW_CHANGES_SETTING);
      return;
    }
    case 'untrusted': {
      const text =
        'This workspace is not trusted, so the helper only reads. Trust it to change anything on this machine.';
      const button = await ui.offer({ level: 'warning', text, buttons: ['Manage Workspace Trust'] });
      if (button === 'Manage Workspace Trust') ui.manageTrust();
    }
  }
}
