import {
  ConnectionError,
  createMessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import { HelperError, type HelperErrorData } from '../../shared/errors.ts';
import {
  PROTOCOL_VERSION,
  type HelperMethod,
  type HelperRequests,
  type InitializeResult,
  type InventoryChange,
} from '../../shared/protocol/helper.ts';
import type { RunChange } from '../../shared/protocol/runs.ts';
import { Emitter } from '../event.ts';
import { errorLine, logLine, type Log } from '../log.ts';
import { failureWords, HelperUnavailable, type HelperFailure } from './failure.ts';
import type { HelperProcess } from './launcher.ts';

/** Time for any answer. Longer than the helper's own deadlines: it says itself what was late. Milliseconds. */
export const REQUEST_DEADLINE = 12_000;

/** Time for a helper whose input ended to end by itself. Milliseconds. */
const END_DEADLINE = 1000;

/** Time between the end of the helper's output and the end of its process. Milliseconds. */
const EXIT_AFTER_CLOSE = 500;

/**
 * A deadline may pass while this very program is busy; what has already arrived is then read in this time.
 * Milliseconds.
 */
const GRACE = 200;

const CLOSED: HelperFailure = { kind: 'broken', message: 'closed its output' };

/** The conversation with one helper process, from its start to its end. */
export class HelperClient {
  /** Settles with the first failure, when the process has been told to end. Never rejects. */
  readonly failed: Promise<HelperFailure>;
  readonly #process: HelperProcess;
  readonly #log: Log;
  readonly #deadline: number;
  readonly #connection: MessageConnection;
  readonly #changed = new Emitter<InventoryChange>();
  readonly #runChanged = new Emitter<RunChange>();
  readonly #pending = new Set<(error: Error) => void>();
  readonly #settleFailed: (failure: HelperFailure) => void;
  #failure: HelperFailure | undefined;
  /** Its input was ended on purpose: that the connection closes is no failure then. */
  #ending = false;

  constructor(process: HelperProcess, log: Log, deadline: number = REQUEST_DEADLINE) {
    this.#process = process;
    this.#log = log;
    this.#deadline = deadline;
    const { promise, resolve } = withResolvers<HelperFailure>();
    this.failed = promise;
    this.#settleFailed = resolve;
    this.#connection = createMessageConnection(
      new StreamMessageReader(process.stdout),
      new StreamMessageWriter(process.stdin),
      connectionLog(log),
    );
    this.#connection.onError(([error]) => this.#fail({ kind: 'broken', message: errorLine(error) }));
    this.#connection.onClose(() => {
      if (this.#ending) return;
      // Normally the process ends now too, and says more about why.
      setTimeout(() => this.#fail(CLOSED), EXIT_AFTER_CLOSE).unref();
    });
    this.#connection.onNotification('inventory/changed', (change: InventoryChange) => this.#changed.fire(change));
    this.#connection.onNotification('run/changed', (change: RunChange) => this.#runChanged.fire(change));
    void process.ended.then((end) => this.#fail(end));
    this.#connection.listen();
  }

  get onDidChangeInventory(): Emitter<InventoryChange>['event'] {
    return this.#changed.event;
  }

  get onDidChangeRun(): Emitter<RunChange>['event'] {
    return this.#runChanged.event;
  }

  /** Begins the conversation. A helper that cannot take part has failed. */
  async initialize(): Promise<InitializeResult> {
    let result: InitializeResult;
    try {
      result = await this.request('initialize', { protocolVersion: PROTOCOL_VERSION });
    } catch (error) {
      if (error instanceof HelperError && error.data.code === 'PROTOCOL_VERSION') throw this.#fail({ kind: 'version' });
      throw this.#fail({ kind: 'refused', message: errorLine(error) });
    }
    if (!isInitializeResult(result)) throw this.#fail({ kind: 'broken', message: 'answered initialize with no facts' });
    if (result.protocolVersion !== PROTOCOL_VERSION) throw this.#fail({ kind: 'version' });
    return result;
  }

  /** See `HelperApi.request`. Without an answer in time the helper counts as failed. */
  request<M extends HelperMethod>(
    method: M,
    params: HelperRequests[M]['params'],
  ): Promise<HelperRequests[M]['result']> {
    const { promise, resolve, reject } = withResolvers<HelperRequests[M]['result']>();
    if (this.#failure !== undefined) {
      reject(unavailable(this.#failure));
      return promise;
    }
    const expire = () => this.#fail({ kind: 'not-answering', method, seconds: this.#deadline / 1000 });
    let timer = setTimeout(() => {
      timer = setTimeout(expire, GRACE);
    }, this.#deadline);
    this.#pending.add(reject);
    const settle = () => {
      clearTimeout(timer);
      this.#pending.delete(reject);
    };
    promise.then(settle, settle);
    this.#send(method, params).then(resolve, (error: unknown) => reject(this.#asError(method, error)));
    return promise;
  }

  /** Ends the helper: its input ends, and if that is not enough, it is killed. */
  async end(): Promise<void> {
    if (this.#failure === undefined) {
      this.#ending = true;
      this.#process.stdin.end();
      const timer = setTimeout(() => this.#process.kill(), END_DEADLINE);
      await this.#process.ended;
      clearTimeout(timer);
    }
    await this.#process.ended;
  }

  /** Asynchronous so that it never throws: `sendRequest` does so where the connection is closed. */
  async #send<M extends HelperMethod>(
    method: M,
    params: HelperRequests[M]['params'],
  ): Promise<HelperRequests[M]['result']> {
    return await this.#connection.sendRequest<HelperRequests[M]['result']>(method, params);
  }

  #fail(failure: HelperFailure): HelperUnavailable {
    if (this.#failure !== undefined) return unavailable(this.#failure);
    this.#failure = failure;
    this.#process.kill();
    this.#connection.dispose();
    this.#changed.dispose();
    this.#runChanged.dispose();
    if (failure.kind === 'broken') this.#log.warn(`helper: ${failure.message}`);
    const error = unavailable(failure);
    for (const reject of [...this.#pending]) reject(error);
    this.#settleFailed(failure);
    return error;
  }

  #asError(method: string, error: unknown): Error {
    if (this.#failure !== undefined) return unavailable(this.#failure);
    if (error instanceof ResponseError && isErrorData(error.data)) return new HelperError(error.data, error.message);
    if (error instanceof ConnectionError) return unavailable(CLOSED);
    return new HelperError({ code: 'INTERNAL', operation: method }, errorLine(error));
  }
}

function unavailable(failure: HelperFailure): HelperUnavailable {
  return new HelperUnavailable(`The helper ${failureWords(failure)}.`);
}

function isInitializeResult(result: unknown): result is InitializeResult {
  return typeof result === 'object' && result !== null && 'protocolVersion' in result && 'host' in result;
}

function isErrorData(data: unknown): data is HelperErrorData {
  return typeof data === 'object' && data !== null && 'code' in data && typeof data.code === 'string';
}

function connectionLog(log: Log) {
  return {
    error: (line: string) => log.error(logLine(line)),
    warn: (line: string) => log.warn(logLine(line)),
    info: (line: string) => log.info(logLine(line)),
    log: (line: string) => log.debug(logLine(line)),
  };
}

// Promise.withResolvers needs Node 22; VS Code 1.101 has it, but the types of ES2023 do not.
function withResolvers<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}
