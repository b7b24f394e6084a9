import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import { plainLabel } from '../../../../src/extension/commands/plain-label.ts';
import { plainMessage } from '../../../../src/extension/commands/plain-message.ts';
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

const LINK = '[x](command:evil) [y](https://evil)';
const NO_LINK = '[x] (command:evil) [y] (https://evil)';

describe('messages', () => {
  it('have no links, whatever a container is called', async () => {
    const ui = windowUi({} as LogOutputChannel);
    ui.warn(LINK);
    await ui.offer({ text: LINK, level: 'warning', buttons: ['Go'] });
    workbench.press = 'Go';
    expect(await ui.offer({ text: LINK, level: 'information', buttons: ['Go', 'Stop'] })).toBe('Go');
    await ui.ask({ message: LINK, detail: LINK, buttons: ['Go'] });
    await ui.ask({ message: LINK, buttons: [], isHarmless: true });
    expect(workbench.messages).toEqual([
      ['warning', NO_LINK],
      ['warning', NO_LINK, 'Go'],
      ['information', NO_LINK, 'Go', 'Stop'],
      ['warning', NO_LINK, { modal: true, detail: NO_LINK }, 'Go'],
      ['information', NO_LINK, { modal: true }],
    ]);
  });

  it.each(HOSTILE)('have no link for %s', (_, bytes) => {
    expect(plainMessage(display(bytes))).not.toMatch(/\]\(/);
  });
});

describe('a choice', () => {
  it('has headings, and pictures only of the product', async () => {
    const ui = windowUi({} as LogOutputChannel);
    await ui.choose('Which', [
      { label: 'a', detail: '$(trash)', detailIcon: 'warning', isCurrent: false, value: 1 },
      { separator: 'others' },
    ]);
    expect(workbench.offered).toEqual([
      { label: 'a', detail: String.raw`$(warning) \$(trash)`, value: 1 },
      { label: 'others', kind: -1 },
    ]);
  });
});

describe('an input box', () => {
  it('says what is wrong, or how it is understood, without links and pictures', async () => {
    const ui = windowUi({} as LogOutputChannel);
    workbench.typed = '5M';
    const check = (text: string) =>
      text === ''
        ? ({ kind: 'error', words: `${LINK} $(x)` } as const)
        : ({ kind: 'understood', words: text } as const);
    expect(await ui.enter({ title: 'Limit', prompt: LINK, value: '4M', check })).toBe('5M');
    expect(workbench.input).toMatchObject({ title: 'Limit', prompt: NO_LINK, value: '4M' });
    expect(workbench.input?.validateInput('')).toEqual({ message: String.raw`${NO_LINK} \$(x)`, severity: 3 });
    expect(workbench.input?.validateInput('1')).toEqual({ message: '1', severity: 1 });
  });
});

describe('progress', () => {
  it('says what goes on, and can be cancelled where that is of use', async () => {
    const ui = windowUi({} as LogOutputChannel);
    const done = ui.during(
      LINK,
      async ({ report, signal }) => {
        report('more');
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        return 'ended';
      },
      { isCancellable: true },
    );
    workbench.cancelProgress();
    expect(await done).toBe('ended');
    expect(workbench.reported).toEqual([NO_LINK, 'more']);
    expect(workbench.progress).toEqual({ location: 15, cancellable: true });
    await ui.during('x', () => Promise.resolve());
    expect(workbench.progress).toEqual({ location: 15, cancellable: false });
    await expect(ui.during('x', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
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
