import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../../lab/exec.ts';

/** VS Code's quick input (palette, picks, input boxes) and its notifications. */
export class Prompts {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  private get widget(): Locator {
    return this.page.locator('.quick-input-widget:visible');
  }

  /** Waits for a quick pick. @returns the labels of the entries in sight */
  async items(): Promise<string[]> {
    const labels = this.widget.locator('.monaco-list-row .quick-input-list-label .label-name');
    await labels.first().waitFor();
    return labels.allInnerTexts();
  }

  /** What stands above or beside the input: its title, or its placeholder. */
  async title(): Promise<string> {
    const title = await this.widget.locator('.quick-input-title').innerText();
    return title === '' ? ((await this.widget.locator('input[type=text]').getAttribute('placeholder')) ?? '') : title;
  }

  /** Writes into the input, which also filters a pick. */
  async type(text: string): Promise<void> {
    await this.widget.locator('input[type=text]').fill(text);
  }

  /** Chooses the entry with exactly this label. */
  async choose(label: string): Promise<void> {
    const name = this.widget.locator('.quick-input-list-label .label-name').getByText(label, { exact: true });
    await name.first().click();
  }

  /** All that stands in the entry with exactly this label: what it is, and what would happen. */
  async entry(label: string): Promise<string> {
    const name = this.page.locator('.quick-input-list-label .label-name').getByText(label, { exact: true });
    const row = this.widget.locator('.monaco-list-row').filter({ has: name }).first();
    await row.waitFor();
    return (await row.innerText()).replace(/\s+/g, ' ').trim();
  }

  /** Waits for a question that nothing else can be done before. @returns its text */
  async question(): Promise<string> {
    const box = this.page.locator('.monaco-dialog-box');
    await box.waitFor();
    return (await box.locator('.dialog-message-row').innerText()).trim();
  }

  /** Answers the question. */
  async answer(button: string): Promise<void> {
    const box = this.page.locator('.monaco-dialog-box');
    await box.getByRole('button', { name: button, exact: true }).click();
    await box.waitFor({ state: 'hidden' });
  }

  /** Waits until the input no longer holds this text: it has closed, or the next prompt has come. */
  async left(text: string): Promise<void> {
    const input = this.widget.locator('input[type=text]');
    await waitFor(`the end of the prompt "${text}"`, async () => {
      return !(await input.isVisible()) || (await input.inputValue({ timeout: 1000 }).catch(() => '')) !== text;
    });
  }

  async accept(): Promise<void> {
    await this.page.keyboard.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.page.keyboard.press('Escape');
  }

  /** Waits for a notification with this text. */
  async notification(text: string | RegExp): Promise<Locator> {
    const toast = this.page.locator('.notification-toast').filter({ hasText: text }).first();
    await toast.waitFor();
    return toast;
  }
}
