import type { ComponentChildren, VNode } from 'preact';
import { element } from './element.ts';

export interface ButtonProps {
  readonly look?: 'primary' | 'secondary';
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

/** A button with words on it. */
export function Button({ look = 'primary', onPress, children }: ButtonProps): VNode {
  return element('vscode-button', { appearance: look, onClick: onPress }, children);
}

export interface IconButtonProps {
  /** What it does, for the tooltip and for screen readers. */
  readonly label: string;
  readonly onPress: () => void;
  readonly children: ComponentChildren;
}

/** A button with a picture only. */
export function IconButton({ label, onPress, children }: IconButtonProps): VNode {
  // The label comes first: the toolkit names an icon button that has none "Icon Button".
  return element(
    'vscode-button',
    { 'aria-label': label, appearance: 'icon', title: label, onClick: onPress },
    children,
  );
}
