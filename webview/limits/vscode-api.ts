import type { FromLimitsPage, LimitsPageState } from '../../src/shared/protocol/limits-page.ts';

/** What VS Code gives to a page. */
export interface VsCodeApi {
  postMessage(message: FromLimitsPage): void;
  getState(): unknown;
  setState(state: LimitsPageState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** VS Code hands it out once for each page. */
export const vscode: VsCodeApi = acquireVsCodeApi();
