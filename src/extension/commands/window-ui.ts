import { env, ProgressLocation, window, type LogOutputChannel } from 'vscode';
import type { Ui } from './command.ts';
import { plainLabel } from './plain-label.ts';

const TELL_MILLISECONDS = 3000;

/** VS Code's own controls. */
export function windowUi(log: LogOutputChannel): Ui {
  return {
    copy: async (text) => {
      await env.clipboard.writeText(text);
    },
    tell: (text) => void window.setStatusBarMessage(text, TELL_MILLISECONDS),
    warn: (text) => void window.showWarningMessage(text),
    choose: async (title, choices) => {
      const items = choices.map(({ label, description, detail, isCurrent, value }) => ({
        label: plainLabel(label),
        ...(description === undefined ? {} : { description: plainLabel(description) }),
        ...(detail === undefined ? {} : { detail: plainLabel(detail) }),
        ...(isCurrent ? { description: 'now' } : {}),
        value,
      }));
      const item = await window.showQuickPick(items, { title });
      return item?.value;
    },
    waitFor: (title, done) =>
      Promise.resolve(
        window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
          const cancelled = new Promise<boolean>((resolve) => token.onCancellationRequested(() => resolve(false)));
          return Promise.race([done.then(() => true), cancelled]);
        }),
      ),
    showLog: () => log.show(),
  };
}
