import type {
  Choice,
  DuringOptions,
  Entry,
  Notice,
  OpenEntry,
  Progress,
  Question,
  Separator,
  Ui,
} from '../../../../src/extension/commands/command.ts';

/** A user: shown everything, and pressing what the test says. What is not said is dismissed. */
export class FakeUi implements Ui {
  readonly copied: string[] = [];
  readonly told: string[] = [];
  readonly warnings: string[] = [];
  readonly notices: Notice<string>[] = [];
  readonly questions: Question<string>[] = [];
  readonly titles: string[] = [];
  /** What was offered to choose from last. */
  offered: readonly (Choice<unknown> | Separator)[] = [];
  readonly entries: Entry[] = [];
  readonly openEntries: OpenEntry[] = [];
  readonly progress: string[] = [];
  readonly done: string[] = [];
  /** Something that happens while a notification is there. */
  meanwhile: () => void = () => undefined;
  waits = 0;
  #underWay: AbortController | undefined;
  /** Whether the user cancels what takes long. */
  cancels = false;
  /** Labels that are chosen, buttons that are pressed in notifications and in dialogs, texts that are typed: in turn. */
  readonly picks: string[] = [];
  readonly presses: string[] = [];
  readonly answers: string[] = [];
  readonly texts: string[] = [];

  copy(text: string): Promise<void> {
    this.copied.push(text);
    return Promise.resolve();
  }

  tell(text: string): void {
    this.told.push(text);
  }

  warn(text: string): void {
    this.warnings.push(text);
  }

  offer<T extends string>(notice: Notice<T>): Promise<T | undefined> {
    this.notices.push(notice);
    this.meanwhile();
    return Promise.resolve(this.#next(this.presses, notice.buttons));
  }

  ask<T extends string>(question: Question<T>): Promise<T | undefined> {
    this.questions.push(question);
    return Promise.resolve(this.#next(this.answers, question.buttons));
  }

  choose<T>(title: string, choices: readonly (Choice<T> | Separator)[]): Promise<T | undefined> {
    this.titles.push(title);
    this.offered = choices;
    const label = this.picks.shift();
    if (label === undefined) return Promise.resolve(undefined);
    const choice = choices.filter((one) => 'value' in one).find((one) => one.label === label);
    if (choice === undefined) throw new Error(`${label} was not offered`);
    return Promise.resolve(choice.value);
  }

  enter(entry: Entry): Promise<string | undefined> {
    this.entries.push(entry);
    const text = this.texts.shift();
    // As VS Code: what is wrong cannot be entered.
    return Promise.resolve(text === undefined || entry.check(text).kind === 'error' ? undefined : text);
  }

  enterOrChoose(entry: OpenEntry): Promise<string | undefined> {
    this.openEntries.push(entry);
    const text = this.texts.shift();
    return Promise.resolve(text === undefined || entry.check(text) !== undefined ? undefined : text);
  }

  async waitFor(_: string, done: Promise<void>): Promise<boolean> {
    this.waits++;
    if (this.cancels) return false;
    await done;
    return true;
  }

  async during<T>(
    text: string,
    work: (progress: Progress) => Promise<T>,
    { isCancellable = false }: DuringOptions = {},
  ): Promise<T> {
    this.progress.push(text);
    const controller = new AbortController();
    if (isCancellable) this.#underWay = controller;
    const report = (line: string) => {
      this.progress.push(line);
      if (this.cancels && isCancellable) controller.abort();
    };
    return await work({ report, signal: controller.signal });
  }

  /** The user stops what is under way, where that can be stopped. */
  stop(): void {
    this.#underWay?.abort();
  }

  showLog(): void {
    this.done.push('log');
  }

  openSetting(id: string): void {
    this.done.push(`setting ${id}`);
  }

  manageTrust(): void {
    this.done.push('trust');
  }

  /** Lines of what was offered last: `label | description | detail`. */
  get rows(): string[] {
    return this.offered.map((one) =>
      'separator' in one
        ? `— ${one.separator}`
        : [one.label, one.description, one.detail].filter((part) => part !== undefined).join(' | '),
    );
  }

  #next<T extends string>(presses: string[], buttons: readonly T[]): T | undefined {
    const press = presses.shift();
    if (press === undefined) return undefined;
    const button = buttons.find((one) => one === press);
    if (button === undefined) throw new Error(`there is no button ${press} among ${buttons.join(', ')}`);
    return button;
  }
}
