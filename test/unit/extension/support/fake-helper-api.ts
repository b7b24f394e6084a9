import { Emitter } from '../../../../src/extension/event.ts';
import type { HelperApi, HelperState, Method } from '../../../../src/extension/helper-client/api.ts';
import type { Container } from '../../../../src/shared/model/container.ts';
import type { Grant, HelperRequests, InventoryChange } from '../../../../src/shared/protocol/helper.ts';
import type { RunChange } from '../../../../src/shared/protocol/runs.ts';
import { aHost } from './facts.ts';

type Answer = { readonly value: unknown } | { readonly error: Error };

interface Asked {
  readonly method: Method;
  readonly params: object;
  /** Lets the answer arrive. */
  readonly settle: (answer?: Answer) => void;
}

/** A helper without a process: answers at once what it was told to, or when the test says so. */
export class FakeHelperApi implements HelperApi {
  readonly asked: Asked[] = [];
  readonly #states = new Emitter<HelperState>();
  readonly #changes = new Emitter<InventoryChange>();
  readonly #answers = new Map<Method, (params: object) => Answer>();
  readonly #held = new Set<Method>();
  readonly onDidChangeState = this.#states.event;
  readonly onDidChangeInventory = this.#changes.event;
  readonly #runChanges = new Emitter<RunChange>();
  readonly onDidChangeRun = this.#runChanges.event;
  state: HelperState = { kind: 'idle' };
  starts = 0;
  restarts = 0;
  sequence = 1;
  containers: readonly Container[] = [];

  constructor() {
    this.answer('inventory/watch', () => ({ sequence: this.sequence, containers: this.containers }));
    this.answer('inventory/refresh', () => ({ sequence: this.sequence, containers: this.containers }));
    this.answer('inventory/unwatch', () => null);
  }

  changeRun(change: RunChange): void {
    this.#runChanges.fire(change);
  }

  answer<M extends Method>(method: M, give: () => HelperRequests[M]['result']): void {
    this.#answers.set(method, () => ({ value: give() }));
  }

  answerTo<M extends Method>(
    method: M,
    give: (params: HelperRequests[M]['params']) => HelperRequests[M]['result'],
  ): void {
    this.#answers.set(method, (params) => ({ value: give(params as HelperRequests[M]['params']) }));
  }

  fail(method: Method, error: Error): void {
    this.#answers.set(method, () => ({ error }));
  }

  /** From now on the answers to this method wait until the test settles them. */
  hold(method: Method): void {
    this.#held.add(method);
  }

  release(method: Method): void {
    this.#held.delete(method);
  }

  start(): void {
    this.starts++;
  }

  restart(): void {
    this.restarts++;
    this.setState({ kind: 'starting' });
  }

  setState(state: HelperState): void {
    this.state = state;
    this.#states.fire(state);
  }

  run(grant: Grant = 'inspect'): void {
    this.setState({ kind: 'running', host: aHost(), grant });
  }

  /** Changes the inventory by one step and tells of it. */
  change(changed: readonly Container[], removed: readonly string[] = []): void {
    this.sequence++;
    const kept = this.containers.filter(({ id }) => !removed.includes(id) && !changed.some((one) => one.id === id));
    this.containers = [...kept, ...changed];
    this.notify({ sequence: this.sequence, changed, removed });
  }

  notify(change: InventoryChange): void {
    this.#changes.fire(change);
  }

  countOf(method: Method): number {
    return this.asked.filter((one) => one.method === method).length;
  }

  request<M extends Method>(method: M, params: HelperRequests[M]['params']): Promise<HelperRequests[M]['result']> {
    return new Promise((resolve, reject) => {
      const settle = (answer?: Answer) => {
        const given = answer ?? this.#answers.get(method)?.(params) ?? { error: new Error(`no answer for ${method}`) };
        if ('error' in given) reject(given.error);
        else resolve(given.value as HelperRequests[M]['result']);
      };
      this.asked.push({ method, params, settle });
      if (!this.#held.has(method)) settle();
    });
  }
}
