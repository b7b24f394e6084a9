import { QuickPickItemKind, window, type QuickPickItem } from 'vscode';
import type { OpenEntry } from './command.ts';
import { plainLabel } from './plain-label.ts';

interface Line extends QuickPickItem {
  /** Absent for a heading. */
  readonly line?: string;
}

/** A quick pick whose first row is what is typed. */
export function enterOrChoose({ title, placeholder, verb, groups, check }: OpenEntry): Promise<string | undefined> {
  const offered = groups.flatMap(({ name, values }): readonly Line[] =>
    values.length === 0
      ? []
      : [
          { label: name, kind: QuickPickItemKind.Separator },
          ...values.map((line) => ({ label: plainLabel(line), line })),
        ],
  );
  return new Promise((resolve) => {
    const pick = window.createQuickPick<Line>();
    pick.title = title;
    pick.placeholder = placeholder;
    pick.ignoreFocusOut = true;
    const show = (typed: string) => {
      const wrong = typed === '' ? undefined : check(typed);
      const own: Line = {
        label: `$(play) ${verb}: ${plainLabel(typed)}`,
        ...(wrong === undefined ? { line: typed } : { detail: wrong }),
        // Whatever is typed into the box as a filter: this row stays.
        alwaysShow: true,
      };
      pick.items = typed === '' ? offered : [own, ...offered];
    };
    pick.onDidChangeValue(show);
    let taken: string | undefined;
    pick.onDidAccept(() => {
      const { line } = pick.selectedItems[0] ?? {};
      if (line === undefined || check(line) !== undefined) return;
      taken = line;
      pick.hide();
    });
    pick.onDidHide(() => {
      pick.dispose();
      resolve(taken);
    });
    show('');
    pick.show();
  });
}
