import type { Isolation } from '../../shared/model/run.ts';
import { RUN_PRESETS, type RunPreset } from '../../shared/run/presets.ts';
import type { Ui } from '../commands/command.ts';
import { parseCommandLine } from './command-line.ts';
import { editLimits, limitsWords } from './limits.ts';

/** Asks for the command; `undefined` where the user does not give one. */
export function askCommand(
  ui: Ui,
  { recent, offered }: { readonly recent: readonly string[]; readonly offered: readonly string[] },
): Promise<string | undefined> {
  const groups = [
    { name: 'from the editor', values: offered.filter((line) => !recent.includes(line)) },
    { name: 'recent', values: recent },
  ];
  return ui.enterOrChoose({
    title: 'Run isolated (1/3): the command',
    placeholder: 'A command line, such as npm test',
    verb: 'Run',
    groups,
    check: (line) => {
      const words = parseCommandLine(line);
      if (words === undefined) return 'A quotation mark is not closed.';
      return words.length === 0 || words[0] === '' ? 'Type a command.' : undefined;
    },
  });
}

export function askPreset(ui: Ui): Promise<RunPreset | undefined> {
  const choices = Object.values(RUN_PRESETS).map((preset) => ({
    label: preset.title,
    description: [preset.short, ...(Object.keys(preset.limits).length > 0 ? [limitsWords(preset.limits)] : [])].join(
      ', ',
    ),
    detail: `${preset.isolates} But: ${lowerFirst(preset.doesNotIsolate)}`,
    isCurrent: false,
    value: preset,
  }));
  return ui.choose('Run isolated (2/3): how?', choices);
}

/** Asks about the folder, and lets the limits be changed; nothing is asked where there is nothing to decide. */
export async function askDetails(ui: Ui, preset: RunPreset, folder: string): Promise<Isolation | undefined> {
  const { id, limits } = preset;
  if (!preset.asksForFolder) return { preset: id, isFolderWritable: true, limits };
  let chosenLimits = limits;
  for (;;) {
    const answer = await ui.choose('Run isolated (3/3): may it change the folder?', [
      { label: 'Folder writable', description: folder, isCurrent: false, value: 'writable' as const },
      { label: 'Folder read-only', description: folder, isCurrent: false, value: 'read-only' as const },
      { separator: 'limits' },
      { label: 'Change limits…', description: limitsWords(chosenLimits), isCurrent: false, value: 'limits' as const },
    ]);
    if (answer === undefined) return undefined;
    if (answer !== 'limits') return { preset: id, isFolderWritable: answer === 'writable', limits: chosenLimits };
    chosenLimits = (await editLimits(ui, chosenLimits)) ?? chosenLimits;
  }
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
