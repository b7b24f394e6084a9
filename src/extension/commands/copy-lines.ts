import { countOf } from '../../shared/format/count.ts';
import type { Subject } from '../tree/subject.ts';
import type { CommandContext } from './command.ts';
import { targetsOf } from './targets.ts';

/** Copies one line for each row that the command is about. */
export async function copyLines(
  context: CommandContext,
  args: readonly unknown[],
  textOf: (subject: Subject) => string | undefined,
): Promise<void> {
  const targets = targetsOf(context, args);
  if (targets.length === 0) return;
  const lines = targets.map((node) => textOf(node.subject)).filter((line) => line !== undefined);
  if (lines.length === 0) {
    context.ui.warn('These rows have nothing of this kind to copy.');
    return;
  }
  await context.ui.copy(lines.join('\n'));
  context.ui.tell(`Copied ${countOf(lines.length, 'line', 'lines')}`);
}
