import type { VNode } from 'preact';

/** Outlines on a grid of 16, drawn in the colour of the text. */
const OUTLINES = {
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  file: 'M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3',
  terminal: 'M1.5 2.5h13v11h-13zM4 6l2.5 2L4 10M8 10.5h4',
  refresh: 'M13 3v3.5H9.5M12.7 6.2A5.3 5.3 0 1 0 13.3 9',
  binds: 'M4.5 7.5v-2a3.5 3.5 0 0 1 7 0v2M3 7.5h10v6.5H3zM8 10v2',
  warning: 'M8 2l6.5 11.5h-13zM8 6.5v3.5M8 11.4v.8',
  info: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 7v4.2M8 4.6v.9',
  error: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  frozen: 'M8 1.5v13M2.4 4.8l11.2 6.4M13.6 4.8L2.4 11.2',
} as const;

export type IconName = keyof typeof OUTLINES;

/** A picture beside words that say the same: screen readers pass over it. */
export function Icon({ name }: { readonly name: IconName }): VNode {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path d={OUTLINES[name]} fill="none" stroke="currentColor" stroke-width="1.1" />
    </svg>
  );
}
