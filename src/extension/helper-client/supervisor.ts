import type { HelperRequests, InventoryChange } from '../../shared/protocol/helper.ts';
import type { RunChange } from '../../shared/protocol/runs.ts';
import { DisposableStore, type Disposable } from '../dispose.ts';
import { Emitter } from '../event.ts';
import { errorLine, type Log } from '../log.ts';
import type { HelperApi, HelperState, Method } from './api.ts';
import { HelperClient, REQUEST_DEADLINE } from './client.ts';
import { failureWords, HelperUnavailable, isWorthRestart, type HelperFailure } from './failure.ts';
import type { HelperLauncher } from './launcher.ts';
import { readLines } from './lines.ts';
import { RestartPolicy } from './policy.ts';

export interface SupervisorOptions {
  readonly launcher: HelperLauncher;
  readonly log: Log;
  readonly policy?: RestartPolicy;
  /** Milliseconds that a request may take. */
  readonly deadline?: number;
}

/** Keeps one helper alive: starts it when asked, starts it again when it fails, ends it with itself. */
export class Supervisor implements HelperApi, Disposable {
  readonly #launcher: HelperLauncher;
  readonly #log: Log;
  readonly #deadline: number;
  readonly #freshPolicy: RestartPolicy;
  readonly #disposables = new DisposableStore();
  readonly #stateChanged = this.#disposables.add(new Emitter<HelperState>());
  readonly #inventoryChanged = this.#disposables.add(new Emitter<InventoryChange>());
  readonly #runChanged = this.#disposables.add(new Emitter<RunChange>());
  #policy: RestartPolicy;
  #state: HelperState = { kind: 'idle' };
  #client: HelperClient | undefined;
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeState = this.#stateChanged.event;
  readonly onDidChangeInventory = this.#inventoryChanged.event;
  readonly onDidChangeRun = this.#runChanged.event;

  constructor(options: SupervisorOptions) {
    this.#launcher = options.launcher;
    this.#log = options.log;
    this.#deadline = options.deadline ?? REQUEST_DEADLINE;
    this.#freshPolicy = options.policy ?? new RestartPolicy();
    this.#policy = this.#freshPolicy;
  }

  get state(): HelperState {
    return this.#state;
  }

  /** Starts the helper unless that was done before. */
  start(): void {
    if (this.#state.kind !== 'idle' || this.#disposables.disposed) return;
    this.#setState({ kind: 'starting' });
    this.#launch();
  }

  /** Starts anew because the user asks: whatever runs is ended, and earlier crashes are forgotten. */
  restart(): void {
    if (this.#disposables.disposed) return;
    clearTimeout(this.#timer);
    void this.#endClient();
    this.#policy = this.#freshPolicy;
    this.#setState({ kind: 'starting' });
    this.#launch();
  }

  request<M extends Method>(method: M, params: HelperRequests[M]['params']): Promise<HelperRequests[M]['result']> {
    if (this.#client === undefined || this.#state.kind !== 'running') {
      return Promise.reject(new HelperUnavailable('The helper is not running.'));
    }
    return this.#client.request(method, params);
  }

  dispose(): void {
    void this.end();
  }

  /** Ends the helper; settles when its process is gone. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#disposables.dispose();
    await this.#endClient();
  }

  #launch(): void {
    this.#log.info(`starting the ${this.#launcher.description}`);
    const process = this.#launcher.launch();
    const client = new HelperClient(process, this.#log, this.#deadline);
    this.#client = client;
    readLines(
      process.stderr,
      (line) => this.#log.info(`helper: ${line}`),
      () => performance.now(),
    );
    client.onDidChangeInventory((change) => {
      if (this.#client === client) this.#inventoryChanged.fire(change);
    });
    client.onDidChangeRun((change) => {
      if (this.#client === client) this.#runChanged.fire(change);
    });
    void client.failed.then((failure) => {
      if (this.#client === client) this.#afterFailure(failure);
    });
    client.initialize().then(
      ({ host, grant }) => {
        if (this.#client !== client) return;
        this.#log.info(`helper ${process.pid ?? ''} is running as user ${host.helperUid}`);
        this.#setState({ kind: 'running', host, grant });
      },
      // The failure itself arrives by `failed`.
      (error: unknown) => this.#log.debug(errorLine(error)),
    );
  }

  #afterFailure(why: HelperFailure): void {
    this.#client = undefined;
    this.#log.warn(`The helper ${failureWords(why)}.`);
    if (!isWorthRestart(why)) {
      this.#setState({ kind: 'stopped', why });
      return;
    }
    const { policy, decision } = this.#policy.afterCrash(performance.now());
    this.#policy = policy;
    if (decision.kind === 'stop') {
      this.#setState({ kind: 'stopped', why, crashes: decision.crashes });
      return;
    }
    this.#setState({ kind: 'restarting', attempt: decision.attempt, delay: decision.delay, why });
    this.#timer = setTimeout(() => this.#launch(), decision.delay);
  }

  async #endClient(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
  }

  #setState(state: HelperState): void {
    this.#state = state;
    this.#stateChanged.fire(state);
  }
}
