import type { VNode } from 'preact';

/** The path of which the tables show one part a row: to read in full, and to select. */
export function WholePath({ text }: { readonly text: string }): VNode {
  return (
    <p class="whole-path">
      Cgroup <code>{text}</code>
    </p>
  );
}
