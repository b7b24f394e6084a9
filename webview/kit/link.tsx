import type { ComponentChildren, VNode } from 'preact';
import { element } from './element.ts';

export interface LinkProps {
  /** An address that the product wrote, never one from a container. */
  readonly href: string;
  /** What it leads to, where the words alone do not tell. */
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** A link to the web; VS Code opens it in the browser. */
export function Link({ href, label, children }: LinkProps): VNode {
  return element('vscode-link', { href, ...(label !== undefined && { 'aria-label': label }) }, children);
}
