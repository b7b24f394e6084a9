import type { FromLimitsPage } from '../../../src/shared/protocol/limits-page.ts';

export interface ThemeFile {
  readonly kind: string;
  readonly variables: Readonly<Record<string, string>>;
}

/** What stands in for VS Code inside of the page. */
export interface StandIn {
  readonly sent: FromLimitsPage[];
  readonly violations: string[];
  /** How often the page asked for VS Code's interface. */
  acquired: number;
  kept: unknown;
  applyTheme(theme?: ThemeFile): void;
}

/**
 * Runs in the page before everything else. VS Code puts a theme's colours on `html` as variables and its kind on
 * `body`, and changes both when the theme changes.
 */
export function installStandIn({ theme, kept }: { readonly theme: ThemeFile; readonly kept: unknown }): void {
  const standIn: StandIn = {
    sent: [],
    violations: [],
    acquired: 0,
    kept,
    applyTheme({ kind, variables } = theme) {
      const { style } = document.documentElement;
      for (const name of [...style]) style.removeProperty(name);
      for (const [name, value] of Object.entries(variables)) style.setProperty(name, value);
      document.body.className = kind;
      document.body.dataset.vscodeThemeKind = kind;
    },
  };
  document.addEventListener('securitypolicyviolation', (event) => {
    standIn.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
  });
  const acquireVsCodeApi = (): object => {
    standIn.acquired++;
    return {
      postMessage: (message: FromLimitsPage) => standIn.sent.push(message),
      getState: () => standIn.kept,
      setState: (state: unknown) => (standIn.kept = state),
    };
  };
  Object.assign(globalThis, { standIn, acquireVsCodeApi });
}

declare global {
  var standIn: StandIn;
}
