import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import { plainLabel } from '../../../../src/extension/commands/plain-label.ts';
import { windowUi } from '../../../../src/extension/commands/window-ui.ts';
import { display } from '../../../../src/shared/text/display.ts';
import { HOSTILE } from '../../support/hostile.ts';
import { FakeWorkbench } from '../support/fake-workbench.ts';

const current = vi.hoisted((): { workbench: FakeWorkbench | undefined } => ({ workbench: undefined }));

vi.mock('vscode', async () => (await import('../support/mock-vscode.ts')).mockVscode(current));

let workbench: FakeWorkbench;

beforeEach(() => {
  workbench = new FakeWorkbench();
  current.workbench = workbench;
});

afterEach(() => {
  current.workbench = undefined;
});

/** As VS Code's own labels do it: what is drawn as a picture becomes `<name>`. */
function drawn(label: string): string {
  return label.replace(/(\\)?\$\(([A-Za-z0-9-]+(?:~[A-Za-z]+)?)\)/g, (match, escaped, name) =>
    escaped === undefined ? `<${String(name)}>` : match.slice(1),
  );
}

describe('labels to choose from', () => {
  it.each([
    '$(trash) $(warning~spin)',
    String.raw`\$(trash)`,
    '$(a)$(b)',
    '$$(x)',
    '$(not an icon)',
    '$()',
    '$(',
    'web',
  ])('show what they say: %s', (label) => {
    expect(drawn(plainLabel(label))).toBe(label);
  });

  it.each(HOSTILE)('draw no picture for %s', (_, bytes) => {
    expect(drawn(plainLabel(display(bytes)))).toBe(display(bytes));
  });

  it('are offered so, with what stands beside them', async () => {
    const ui = windowUi({} as LogOutputChannel);
    workbench.pick = 1;
    const value = await ui.choose('Which', [
      { label: '$(a)', description: '$(b)', detail: '$(c)', isCurrent: false, value: 'first' },
      { label: 'two', isCurrent: true, value: 'second' },
    ]);
    expect(value).toBe('second');
    expect(workbench.offered).toEqual([
      { label: String.raw`\$(a)`, description: String.raw`\$(b)`, detail: String.raw`\$(c)`, value: 'first' },
      { label: 'two', description: 'now', value: 'second' },
    ]);
  });
});

describe('waiting', () => {
  it('ends when it is done, or when the user cancels it', async () => {
    const ui = windowUi({} as LogOutputChannel);
    expect(await ui.waitFor('Reading…', Promise.resolve())).toBe(true);
    const waiting = ui.waitFor('Reading…', new Promise<void>(() => undefined));
    workbench.cancelProgress();
    expect(await waiting).toBe(false);
    expect(workbench.progress).toEqual({ location: 15, title: 'Reading…', cancellable: true });
  });
});
