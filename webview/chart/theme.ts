import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';

/** The inks of curves, by the names that VS Code's themes have for charts. */
export type Ink = 'blue' | 'green' | 'yellow' | 'orange' | 'red' | 'purple' | 'foreground';

/** What a canvas needs of the theme: it knows no CSS variables. Each change of the theme makes another object. */
export interface Theme {
  readonly ink: (ink: Ink) => string;
  readonly text: string;
  readonly grid: string;
  readonly highContrast: boolean;
  /** A CSS font for labels. */
  readonly font: string;
}

/** The theme of the page as it is now. */
export function readTheme(document: Document): Theme {
  const body = getComputedStyle(document.body);
  const root = getComputedStyle(document.documentElement);
  const variable = (...names: readonly string[]): string =>
    names.map((name) => root.getPropertyValue(`--vscode-${name}`).trim()).find((value) => value !== '') ?? body.color;
  const highContrast = /vscode-high-contrast/.test(document.body.className);
  return {
    ink: (ink) => (ink === 'foreground' ? variable('foreground') : variable(`charts-${ink}`, 'foreground')),
    text: variable('descriptionForeground', 'foreground'),
    grid: highContrast
      ? `color-mix(in srgb, ${variable('contrastBorder')} 25%, transparent)`
      : variable('panel-border'),
    highContrast,
    font: `11px ${body.fontFamily}`,
  };
}

/** VS Code changes the variables on `html` and the class of `body` when the theme changes. */
export function useThemeOf(document: Document): Theme {
  const [theme, setTheme] = useState(() => readTheme(document));
  useEffect(() => {
    const observer = new MutationObserver(() => setTheme(readTheme(document)));
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
    observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
    return () => observer.disconnect();
  }, [document]);
  return theme;
}

export const ThemeContext = createContext<Theme | undefined>(undefined);

/** @throws {Error} outside of a `ThemeContext` */
export function useTheme(): Theme {
  const theme = useContext(ThemeContext);
  if (theme === undefined) throw new Error('There is no theme around this component.');
  return theme;
}
