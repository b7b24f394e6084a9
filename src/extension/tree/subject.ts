import type { EffectiveLimit } from '../../shared/model/cgroup.ts';
import type { Container } from '../../shared/model/container.ts';
import type { NamespaceMembership } from '../../shared/model/namespace.ts';
import type { Process } from '../../shared/model/process.ts';

/** What a row is about: the facts that a command on it works with. */
export type Subject =
  | { readonly kind: 'container'; readonly container: Container }
  | { readonly kind: 'processes'; readonly container: Container; readonly pids: readonly number[] }
  | { readonly kind: 'process'; readonly process: Process }
  | { readonly kind: 'namespaces'; readonly container: Container }
  | { readonly kind: 'namespace'; readonly container: Container; readonly membership: NamespaceMembership }
  | { readonly kind: 'limits'; readonly container: Container }
  | { readonly kind: 'limit'; readonly limit: EffectiveLimit }
  /** A group or a note. */
  | { readonly kind: 'text' };
