import type { HostFacts } from '../../shared/model/host.ts';
import type { Grant, HelperMethod, HelperRequests, InventoryChange } from '../../shared/protocol/helper.ts';
import type { RunChange } from '../../shared/protocol/runs.ts';
import type { Event } from '../event.ts';
import type { HelperFailure } from './failure.ts';

/** What the supervisor knows about the helper. */
export type HelperState =
  /** Nobody asked for it yet. */
  | { readonly kind: 'idle' }
  /** The first start, or one that the user asked for. */
  | { readonly kind: 'starting' }
  | { readonly kind: 'running'; readonly host: HostFacts; readonly grant: Grant }
  /** It failed and is being started again, `delay` milliseconds after the failure. */
  | { readonly kind: 'restarting'; readonly attempt: number; readonly delay: number; readonly why: HelperFailure }
  /** It failed and is not started again until the user asks. `crashes` within the window, where that is the cause. */
  | { readonly kind: 'stopped'; readonly why: HelperFailure; readonly crashes?: number };

/** Every method but the one that the client itself calls. */
export type Method = Exclude<HelperMethod, 'initialize'>;

/** What the views need of the helper. */
export interface HelperApi {
  readonly state: HelperState;
  readonly onDidChangeState: Event<HelperState>;
  readonly onDidChangeInventory: Event<InventoryChange>;
  /** Of runs that the helper started. */
  readonly onDidChangeRun: Event<RunChange>;
  /**
   * Asks the helper.
   *
   * @throws HelperError what the helper answered
   * @throws HelperUnavailable there is no working helper, or it went away meanwhile
   */
  request<M extends Method>(method: M, params: HelperRequests[M]['params']): Promise<HelperRequests[M]['result']>;
}
