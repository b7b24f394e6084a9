import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Page } from 'playwright-core';
import { startBrowser } from './browser.ts';
import { Prompts } from './prompts.ts';
import { type Server, type ServerOptions, startServer } from './server.ts';
import { Tree } from './tree.ts';

const THEMES = {
  dark: 'Dark 2026',
  light: 'Light 2026',
  'high-contrast': 'Default High Contrast',
};

/** What VS Code shows on its own would stand in the way of tests and pictures. */
const quiet = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.hover.delay': 100,
  'workbench.list.smoothScrolling': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'window.autoDetectColorScheme': false,
  'security.workspace.trust.startupPrompt': 'never',
};

export interface WorkbenchOptions extends Omit<ServerOptions, 'settings'> {
  /** dark unless told */
  readonly theme?: keyof typeof THEMES;
  /** 1280 x 800 unless told */
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly settings?: Readonly<Record<string, unknown>>;
  /** An absolute path; no folder unless told. */
  readonly workspaceFolder?: string;
}

/** VS Code, in a browser, with the extension. */
export class Workbench {
  readonly page: Page;
  readonly server: Server;
  readonly prompts: Prompts;
  private readonly end: () => Promise<void>;

  constructor(page: Page, server: Server, end: () => Promise<void>) {
    this.page = page;
    this.server = server;
    this.prompts = new Prompts(page);
    this.end = end;
  }

  /** The tree in the side bar; the one of this view where there are several. */
  tree(view?: string): Tree {
    const panes = this.page.locator('.part.sidebar .pane');
    const pane =
      view === undefined
        ? panes.first()
        : panes.filter({ has: this.page.locator(`.pane-header[aria-label^="${view}"]`) });
    return new Tree(this.page, pane.locator('.monaco-list').first());
  }

  /** Runs a command by its whole title in the palette, such as "Container Internals: Refresh". */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.prompts.type(`>${title}`);
    await this.prompts.choose(title);
    await this.prompts.left(`>${title}`);
  }

  /** Opens a view container of the activity bar, if it is not open. */
  async openView(title: string): Promise<void> {
    const tab = this.page.locator('.part.activitybar').getByRole('tab', { name: new RegExp(`^${title}`) });
    await tab.waitFor();
    if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
    await this.page.locator('.part.sidebar .composite.title').getByText(title).first().waitFor();
  }

  /** Drags the edge of the side bar until that is so many pixels wide. */
  async widenSidebar(width: number): Promise<void> {
    const box = await this.page.locator('.part.sidebar').boundingBox();
    if (box === null) throw new Error('there is no side bar');
    const y = box.y + box.height / 2;
    await this.page.mouse.move(box.x + box.width, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + width, y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** What the last "copy" put on the clipboard. */
  clipboard(): Promise<string> {
    return this.page.evaluate('navigator.clipboard.readText()');
  }

  async screenshot(path: string): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }

  /** Ends the browser and the server, and removes their folders. */
  close(): Promise<void> {
    return this.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Opens VS Code with the packaged extension and waits until it can be used. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const { theme = 'dark', viewport = { width: 1280, height: 800 }, workspaceFolder, settings, ...rest } = options;
  const toFree: (() => Promise<void>)[] = [];
  const end = async (): Promise<void> => {
    for (const free of toFree.splice(0).reverse()) await free();
  };
  try {
    const browser = await startBrowser();
    toFree.push(() => browser.close());
    const server = await startServer({
      ...rest,
      settings: { ...quiet, 'workbench.colorTheme': THEMES[theme], ...settings },
    });
    toFree.push(() => server.close());
    const context = await browser.newContext({ viewport });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(server.url).origin });
    const page = await context.newPage();
    const folder = workspaceFolder === undefined ? '&ew=true' : `&folder=${encodeURIComponent(workspaceFolder)}`;
    await page.goto(`${server.url}${folder}`);
    await page.locator('.monaco-workbench .part.activitybar').waitFor({ timeout: 60_000 });
    return new Workbench(page, server, end);
  } catch (error) {
    await end();
    throw error;
  }
}
