import type { Locator, Page } from 'playwright-core';
import { waitFor } from '../../lab/exec.ts';

/** The terminal that is shown. It has to be drawn as text: `terminal.integrated.gpuAcceleration` off. */
export class Terminal {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  private get screen(): Locator {
    return this.page.locator('.terminal-wrapper.active .xterm-screen');
  }

  /** Its lines, as they are in sight. */
  async text(): Promise<string> {
    const rows = await this.screen.locator('.xterm-rows > div').allInnerTexts();
    return rows.map((row) => row.replaceAll('\u00a0', ' ').trimEnd()).join('\n');
  }

  /** Waits until it shows something. @returns all that is in sight then */
  async shows(expected: string | RegExp): Promise<string> {
    let text = '';
    try {
      await waitFor(`"${String(expected)}" in the terminal`, async () => {
        text = await this.text().catch(() => '');
        return typeof expected === 'string' ? text.includes(expected) : expected.test(text);
      });
    } catch (error) {
      throw new Error(`the terminal shows no "${String(expected)}" but:\n${text}`, { cause: error });
    }
    return text;
  }

  async type(text: string): Promise<void> {
    await this.screen.click();
    await this.page.keyboard.type(text);
  }

  /** Types a line, and Enter. */
  async run(line: string): Promise<void> {
    await this.type(`${line}\n`);
  }

  /** Waits until a shell asks for a command. */
  async prompt(): Promise<void> {
    await this.shows(/[#$]\s*$/);
  }

  /** Waits until so many terminals have a title like this, and shows the last of them. */
  async choose(title: RegExp, count: number): Promise<void> {
    const entries = this.page.locator('.terminal-tabs-entry').filter({ hasText: title });
    await waitFor(`${count} terminals`, async () => (await entries.count()) === count);
    await entries.last().click();
  }
}
