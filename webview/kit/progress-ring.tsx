import type { VNode } from 'preact';
import { element } from './element.ts';

/** A ring that turns while something is awaited. */
export function ProgressRing({ label }: { readonly label: string }): VNode {
  return element('vscode-progress-ring', { class: 'kit-progress-ring', 'aria-label': label });
}
