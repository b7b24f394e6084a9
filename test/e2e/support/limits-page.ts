import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';
import { waitFor } from '../../lab/exec.ts';
import { webviewContent } from './pages.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Something that the checker found, in one line. */
type Finding = string;

/** The page "Inspect limits" that shows in an editor. */
export class LimitsPage {
  readonly content: FrameLocator;
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
    this.content = webviewContent(page);
  }

  /** A card, by its title. */
  card(title: string): Locator {
    return this.content.getByRole('region', { name: title, exact: true });
  }

  /** The rows of a ladder, by its question, as their cells' texts. */
  async ladder(question: string): Promise<string[][]> {
    const rows = this.content.getByRole('region', { name: question, exact: true }).locator('tbody tr');
    await rows.first().waitFor();
    const texts: string[][] = [];
    for (const row of await rows.all()) texts.push(await row.locator('th, td').allInnerTexts());
    return texts.map((cells) => cells.map((cell) => cell.replace(/\s+/g, ' ').trim()));
  }

  /** What happened, an entry of the list each. */
  happenings(): Locator {
    return this.content.getByRole('region', { name: 'What happened' }).getByRole('listitem');
  }

  /** The raw value of a control file. */
  async knob(file: string): Promise<string> {
    const row = this.content
      .getByRole('row')
      .filter({ has: this.content.getByText(file, { exact: true }) })
      .first();
    return (await row.innerText()).replace(/\s+/g, ' ').trim();
  }

  status(): Locator {
    return this.content.locator('.status p');
  }

  /** Waits until figures are there. */
  async ready(): Promise<void> {
    await this.card('Memory').waitFor({ timeout: 15_000 });
  }

  /** The resolved value of a CSS property of the first element that fits. */
  style(selector: string, property: string): Promise<string> {
    return this.content
      .locator(selector)
      .first()
      .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
  }

  /** What axe-core finds serious or critical. */
  async seriousFindings(): Promise<Finding[]> {
    const frame = await this.frame();
    // The page's own policy keeps scripts out; the debugger's are let in.
    await frame.evaluate(AXE);
    return frame.evaluate<Finding[]>(
      `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, help, nodes }) => id + ': ' + help + ' at ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`,
    );
  }

  /** How many pixels the page is wider than its frame. */
  async overflow(): Promise<number> {
    const frame = await this.frame();
    return frame.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  }

  private frame(): Promise<Frame> {
    return waitFor('the frame of the page', async () => {
      const outer = await this.page.locator('iframe.webview.ready').elementHandle({ timeout: 5000 });
      const inner = await (await outer.contentFrame())?.$('iframe#active-frame');
      return (await inner?.contentFrame()) ?? undefined;
    });
  }
}
