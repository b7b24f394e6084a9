import type { VNode } from 'preact';
import { element } from './element.ts';

export interface TextFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

/** A field of one line; its label is for screen readers, the placeholder for eyes. */
export function TextField({ label, placeholder, value, onInput }: TextFieldProps): VNode {
  return element('vscode-text-field', {
    // The toolkit puts a name of its own on a field without a label in it.
    ref: (field: Element | null) => field?.setAttribute('aria-label', label),
    class: 'kit-text-field',
    placeholder,
    value,
    onInput: (event: { readonly currentTarget: { readonly value: string } }) => onInput(event.currentTarget.value),
  });
}
