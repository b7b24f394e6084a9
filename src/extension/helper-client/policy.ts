export interface RestartSettings {
  /** The wait before the first restart; it doubles with each further one. Milliseconds. */
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** After this many crashes within `window` milliseconds the helper stays stopped. */
  readonly crashes: number;
  readonly window: number;
}

export const RESTART_SETTINGS: RestartSettings = {
  firstDelay: 250,
  longestDelay: 8000,
  crashes: 5,
  window: 120_000,
};

export type RestartDecision =
  | { readonly kind: 'restart'; readonly attempt: number; readonly delay: number }
  | { readonly kind: 'stop'; readonly crashes: number };

/** When to start a helper again that failed. A value: each crash gives the next policy. */
export class RestartPolicy {
  readonly #settings: RestartSettings;
  readonly #recent: readonly number[];
  readonly #attempt: number;

  constructor(settings: RestartSettings = RESTART_SETTINGS, recent: readonly number[] = [], attempt = 0) {
    this.#settings = settings;
    this.#recent = recent;
    this.#attempt = attempt;
  }

  /** @param now milliseconds of a clock that never jumps */
  afterCrash(now: number): { readonly policy: RestartPolicy; readonly decision: RestartDecision } {
    const { firstDelay, longestDelay, crashes, window } = this.#settings;
    const earlier = this.#recent.filter((time) => now - time < window);
    // A helper that held out for a whole window starts over with the shortest wait.
    const attempt = earlier.length === 0 ? 1 : this.#attempt + 1;
    const recent = [...earlier, now];
    const policy = new RestartPolicy(this.#settings, recent, attempt);
    if (recent.length >= crashes) return { policy, decision: { kind: 'stop', crashes: recent.length } };
    const delay = Math.min(firstDelay * 2 ** (attempt - 1), longestDelay);
    return { policy, decision: { kind: 'restart', attempt, delay } };
  }
}
