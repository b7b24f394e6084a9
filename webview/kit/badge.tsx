import type { ComponentChildren, VNode } from 'preact';
import './badge.css';

/**
 * A short word in a pill. The toolkit's own badge writes a `style` attribute, which the page's content security policy
 * forbids.
 */
export function Badge({ children }: { readonly children: ComponentChildren }): VNode {
  return <span class="kit-badge">{children}</span>;
}
