import { env, window, type LogOutputChannel } from 'vscode';
import type { Ui } from './command.ts';

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
      const items = choices.map(({ label, detail, isCurrent, value }) => ({
        label,
        ...(detail === undefined ? {} : { detail }),
        ...(isCurrent ? { description: 'now' } : {}),
        value,
      }));
      const item = await window.showQuickPick(items, { title });
      return item?.value;
    },
    showLog: () => log.show(),
  };
}
