import type { VNode } from 'preact';
import { element } from './element.ts';

export interface DropdownProps {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly words: string }[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A choice of one of several. */
export function Dropdown({ label, options, value, onChange }: DropdownProps): VNode {
  const props = {
    class: 'kit-dropdown',
    'aria-label': label,
    value,
    onChange: (event: { readonly currentTarget: { readonly value: string } }) => onChange(event.currentTarget.value),
  };
  return element(
    'vscode-dropdown',
    props,
    options.map((option) =>
      element(
        'vscode-option',
        { key: option.value, value: option.value, selected: option.value === value },
        option.words,
      ),
    ),
  );
}
