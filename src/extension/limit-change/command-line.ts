import { shellWord } from '../../shared/text/path.ts';
import type { LimitPlan } from '../../shared/model/limit-change.ts';

/** The command of a plan as one line for a shell. */
export function commandLine({ command }: LimitPlan): string {
  return command.map((text) => shellWord({ text })).join(' ');
}
