import { ownText, type DisplayText } from '../../shared/text/display.ts';

/** One row as data: what VS Code is given, without VS Code. All text is harmless, bounded and plain. */
export interface Row {
  readonly label: DisplayText;
  readonly description?: DisplayText;
  /** Lines. Never Markdown: nothing that a container says may become a link. */
  readonly tooltip: readonly DisplayText[];
  readonly icon?: Icon;
  readonly expand: 'none' | 'collapsed' | 'expanded';
  /** Words for the `when` clauses of menus: the kind of the row, what can be copied from it, and its state. */
  readonly context: string;
  /** What a screen reader says. */
  readonly spoken: DisplayText;
}

/** A codicon and a theme colour. */
export interface Icon {
  readonly id: string;
  readonly color?: string;
}

export interface RowParts {
  readonly label: string;
  readonly description?: string | undefined;
  readonly tooltip?: readonly string[];
  readonly icon?: Icon | undefined;
  readonly expand?: Row['expand'];
  readonly context: readonly string[];
  /** Instead of the label and the description. */
  readonly spoken?: string;
}

const LABEL_LIMIT = 200;
const DESCRIPTION_LIMIT = 400;
const TOOLTIP_LINE_LIMIT = 1000;
const TOOLTIP_LINES = 60;

/** The only maker of rows: whatever the parts are, the row is fit for the screen. */
export function makeRow(parts: RowParts): Row {
  const label = shorten(parts.label, LABEL_LIMIT);
  const description = parts.description === undefined ? undefined : shorten(parts.description, DESCRIPTION_LIMIT);
  const tooltip = (parts.tooltip ?? [parts.label]).slice(0, TOOLTIP_LINES);
  const spoken = parts.spoken ?? (description === undefined ? label : `${label}, ${description}`);
  return {
    label,
    ...(description === undefined ? {} : { description }),
    tooltip: tooltip.map((line) => shorten(line, TOOLTIP_LINE_LIMIT)),
    ...(parts.icon === undefined ? {} : { icon: parts.icon }),
    expand: parts.expand ?? 'none',
    context: parts.context.join(' '),
    spoken: shorten(spoken, LABEL_LIMIT + DESCRIPTION_LIMIT),
  };
}

/** Text as one harmless line of at most so many characters, and a mark where it is cut. */
export function shorten(text: string, limit: number): DisplayText {
  if (text.length <= limit) return ownText(text);
  // Half of a character that takes two units would be shown as an escape.
  const end = /[\ud800-\udbff]/.test(text.charAt(limit - 1)) ? limit - 1 : limit;
  return ownText(`${text.slice(0, end)}…`);
}
