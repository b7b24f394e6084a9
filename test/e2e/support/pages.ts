import type { FrameLocator, Page } from 'playwright-core';

/** The content of the webview that shows: VS Code nests two frames. */
export function webviewContent(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}
