import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { FromLimitsPage, ToLimitsPage } from '../../../src/shared/protocol/limits-page.ts';
import { buildPage } from './build.ts';
import { type Served, servePage } from './serve.ts';
import { installStandIn, type StandIn } from './stand-in.ts';
import { type ThemeName, themes } from './themes.ts';

/** Nothing that a test does not ask for: no sandbox (root cannot have one), no network, no first-run pages. */
const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'];

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** What an earlier page kept by `setState`. */
  readonly kept?: unknown;
}

/** The page "Inspect limits" in Chromium, without VS Code. */
export class LimitsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Posts to the page what the extension would; anything at all, to see what it makes of it. */
  async post(...messages: readonly unknown[]): Promise<void> {
    for (const message of messages) {
      await this.page.evaluate((data) => postMessage(data, '*'), message);
    }
    // Two frames: one for the state, one for what is drawn from it.
    await this.page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))),
    );
  }

  tell(...messages: readonly ToLimitsPage[]): Promise<void> {
    return this.post(...messages);
  }

  sent(): Promise<FromLimitsPage[]> {
    return this.page.evaluate(() => standIn.sent);
  }

  standIn(): Promise<Pick<StandIn, 'violations' | 'acquired' | 'kept'>> {
    return this.page.evaluate(() => ({
      violations: standIn.violations,
      acquired: standIn.acquired,
      kept: standIn.kept,
    }));
  }

  setTheme(name: ThemeName): Promise<void> {
    return this.page.evaluate((theme) => standIn.applyTheme(theme), themes[name]);
  }

  /** How many pixels of the page lie to the right of its edge. */
  overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }
}

export class PageLab {
  readonly #browser: Browser;
  readonly #served: Served;

  private constructor(browser: Browser, served: Served) {
    this.#browser = browser;
    this.#served = served;
  }

  static async start(): Promise<PageLab> {
    const served = await servePage(await buildPage());
    return new PageLab(await chromium.launch({ executablePath: '/usr/bin/chromium', args }), served);
  }

  async open({ theme = 'dark', width = 1200, height = 900, kept }: OpenOptions = {}): Promise<LimitsPage> {
    const context: BrowserContext = await this.#browser.newContext({ viewport: { width, height } });
    const page = await context.newPage();
    const limits = new LimitsPage(page);
    await page.addInitScript(installStandIn, { theme: themes[theme], kept });
    await page.goto(this.#served.url, { waitUntil: 'load' });
    return limits;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.#served.close();
  }
}
