import dark from '../themes/dark.json' with { type: 'json' };
import hcBlack from '../themes/hc-black.json' with { type: 'json' };
import hcLight from '../themes/hc-light.json' with { type: 'json' };
import light from '../themes/light.json' with { type: 'json' };
import type { ThemeFile } from './stand-in.ts';

/** The colours of themes of VS Code, of those variables that the page or its kit asks for. */
export const themes = { dark, light, 'hc-black': hcBlack, 'hc-light': hcLight } satisfies Record<string, ThemeFile>;

export type ThemeName = keyof typeof themes;
