import {
  commands,
  env,
  InputBoxValidationSeverity,
  ProgressLocation,
  QuickPickItemKind,
  window,
  type LogOutputChannel,
  type QuickPickItem,
} from 'vscode';
import type { Choice, Separator, Ui } from './command.ts';
import { enterOrChoose } from './enter-or-choose.ts';
import { plainLabel } from './plain-label.ts';
import { plainMessage } from './plain-message.ts';

const TELL_MILLISECONDS = 3000;

/** VS Code's own controls. */
export function windowUi(log: LogOutputChannel): Ui {
  return {
    copy: async (text) => {
      await env.clipboard.writeText(text);
    },
    tell: (text) => void window.setStatusBarMessage(plainLabel(text), TELL_MILLISECONDS),
    warn: (text) => void window.showWarningMessage(plainMessage(text)),
    offer: async ({ text, level, buttons }) => {
      const message = plainMessage(text);
      return level === 'warning'
        ? await window.showWarningMessage(message, ...buttons)
        : await window.showInformationMessage(message, ...buttons);
    },
    ask: async ({ message, detail, buttons, isHarmless }) => {
      const options = { modal: true, ...(detail === undefined ? {} : { detail: plainMessage(detail) }) };
      return isHarmless === true
        ? await window.showInformationMessage(plainMessage(message), options, ...buttons)
        : await window.showWarningMessage(plainMessage(message), options, ...buttons);
    },
    choose: async <T>(title: string, choices: readonly (Choice<T> | Separator)[]) => {
      const options = { title, matchOnDescription: true };
      const item = await window.showQuickPick(choices.map(toItem), options);
      return item?.value;
    },
    enter: async ({ title, prompt, value, check }) => {
      const validateInput = (text: string) => {
        const { kind, words } = check(text);
        const severity = kind === 'error' ? InputBoxValidationSeverity.Error : InputBoxValidationSeverity.Info;
        return { message: plainLabel(plainMessage(words)), severity };
      };
      const options = { title, prompt: plainLabel(plainMessage(prompt)), value, validateInput, ignoreFocusOut: true };
      return await window.showInputBox(options);
    },
    enterOrChoose,
    waitFor: (title, done) =>
      Promise.resolve(
        window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
          const cancelled = new Promise<boolean>((resolve) => token.onCancellationRequested(() => resolve(false)));
          return Promise.race([done.then(() => true), cancelled]);
        }),
      ),
    during: async (text, work, { isCancellable = false } = {}) =>
      await window.withProgress(
        // No title: it would stay before what is reported.
        { location: ProgressLocation.Notification, cancellable: isCancellable },
        async (progress, token) => {
          const controller = new AbortController();
          const cancelling = token.onCancellationRequested(() => controller.abort());
          const report = (message: string) => progress.report({ message: plainMessage(message) });
          report(text);
          try {
            return await work({ report, signal: controller.signal });
          } finally {
            cancelling.dispose();
          }
        },
      ),
    showLog: () => log.show(),
    openSetting: (id) => void commands.executeCommand('workbench.action.openSettings', `@id:${id}`),
    manageTrust: () => void commands.executeCommand('workbench.trust.manage'),
  };
}

function toItem<T>(choice: Choice<T> | Separator): QuickPickItem & { readonly value?: T } {
  if ('separator' in choice) return { label: plainLabel(choice.separator), kind: QuickPickItemKind.Separator };
  const { label, description, detail, detailIcon, isCurrent, value } = choice;
  const picture = detailIcon === undefined ? '' : `$(${detailIcon}) `;
  return {
    label: plainLabel(label),
    ...(description === undefined ? {} : { description: plainLabel(description) }),
    ...(detail === undefined ? {} : { detail: `${picture}${plainLabel(detail)}` }),
    ...(isCurrent ? { description: 'now' } : {}),
    value,
  };
}
