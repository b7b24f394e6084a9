import { setTimeout as sleep } from 'node:timers/promises';
import { HelperError } from '../../shared/errors.ts';
import { ownText } from '../../shared/text/display.ts';

/** Milliseconds: to hold still takes a fraction of that, a runtime that hangs takes longer. */
const PATIENCE_MS = 2000;

/** Lets one request at a time freeze, thaw or hold still a container: two would undo what each other does. */
export class ContainerLocks {
  readonly #patienceMs: number;
  readonly #held = new Map<string, Promise<void>>();

  /** @param patienceMs so long whoever comes second waits */
  constructor(patienceMs = PATIENCE_MS) {
    this.#patienceMs = patienceMs;
  }

  /**
   * @param operation the request, for errors
   * @param work may name something that goes on after its end, and during which nobody else is let in
   * @throws {HelperError} CHANGED where the other takes long
   */
  async run<T>(
    containerId: string,
    operation: string,
    work: (until: (rest: Promise<unknown>) => void) => Promise<T>,
  ): Promise<T> {
    const until = performance.now() + this.#patienceMs;
    for (let other = this.#held.get(containerId); other !== undefined; other = this.#held.get(containerId)) {
      const left = until - performance.now();
      if (left <= 0) throw busy(containerId, operation);
      await Promise.race([other, sleep(left, undefined, { ref: false })]);
    }
    // At once: nobody may come between.
    let letGo = (): void => undefined;
    this.#held.set(containerId, new Promise((resolve) => (letGo = resolve)));
    let rest: Promise<unknown> = Promise.resolve();
    try {
      return await work((more) => {
        rest = more;
      });
    } finally {
      const release = () => {
        this.#held.delete(containerId);
        letGo();
      };
      void rest.then(release, release);
    }
  }
}

function busy(target: string, operation: string): HelperError {
  const detail = ownText('it is being frozen or thawed already');
  return new HelperError({ code: 'CHANGED', operation, target, detail }, detail);
}
