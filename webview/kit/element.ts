import { type ComponentChildren, createElement, type VNode } from 'preact';

/** One of the toolkit's elements. Preact sets what the element has as a property, and the rest as attributes. */
export function element(tag: `vscode-${string}`, props: object, children?: ComponentChildren): VNode {
  return createElement(tag as string, props, children);
}
