import type { ComponentChildren, VNode } from 'preact';
import { element } from './element.ts';
import './button.css';

export interface ButtonProps {
  readonly look?: 'primary' | 'secondary';
  /** Why it cannot be pressed now, where it cannot. */
  readonly unavailable?: string | undefined;
  readonly onPress: () => void;
  readonly children: string;
}

/**
 * A button with words on it. One that cannot be pressed can still be reached: by its tooltip, and to screen readers, it
 * says why.
 */
export function Button({ look = 'primary', unavailable, onPress, children }: ButtonProps): VNode {
  const isAvailable = unavailable === undefined;
  const props = {
    appearance: look,
    class: isAvailable ? '' : 'kit-button-unavailable',
    ...(isAvailable ? { onClick: onPress } : { 'aria-label': `${children} ${unavailable}` }),
    // As a property: the toolkit passes over the attribute of the button.
    ariaDisabled: String(!isAvailable),
    title: unavailable ?? '',
  };
  return element('vscode-button', props, children);
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
