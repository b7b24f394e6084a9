import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createMessageConnection, type MessageConnection, StreamMessageReader } from 'vscode-jsonrpc/node';
import type { Container } from '../../src/shared/model/container.ts';
import {
  type HelperMethod,
  type HelperRequests,
  type InitializeResult,
  type InventoryChange,
  PROTOCOL_VERSION,
} from '../../src/shared/protocol/helper.ts';
import { GuardedWriter, requireHarmless } from './request-guard.ts';

/** The built helper, as it is shipped. */
const HELPER_SCRIPT = resolve(import.meta.dirname, '../../dist/helper.js');

/** Runs a program as the user nobody. */
export const asNobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'] as const;

export interface HelperClientOptions {
  /** A program and its first arguments in front of Node: `setpriv …`, `unshare …`. */
  readonly prefix?: readonly string[];
  readonly nodeArguments?: readonly string[];
  readonly script?: string;
  /** After the script: `--manage`. */
  readonly arguments?: readonly string[];
  readonly spawn?: SpawnOptions;
}

/** The real helper process and what it tells, for tests. */
export class HelperClient {
  static readonly script = HELPER_SCRIPT;
  readonly child: ChildProcess;
  readonly connection: MessageConnection;
  /** What `inventory/watch` and the changes after it add up to. */
  readonly containers = new Map<string, Container>();
  readonly changes: InventoryChange[] = [];
  readonly #mayBeForeign = new WeakSet<object>();

  private constructor(child: ChildProcess) {
    this.child = child;
    if (child.stdin === null || child.stdout === null) throw new Error('the helper needs pipes');
    this.connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new GuardedWriter(child.stdin, this.#mayBeForeign),
    );
    this.connection.onNotification('inventory/changed', (change: InventoryChange) => {
      this.changes.push(change);
      for (const container of change.changed) this.containers.set(container.id, container);
      for (const id of change.removed) this.containers.delete(id);
    });
    this.connection.onError(() => undefined);
    this.connection.listen();
  }

  static spawn(options: HelperClientOptions = {}): HelperClient {
    const node = [
      process.execPath,
      ...(options.nodeArguments ?? []),
      options.script ?? HELPER_SCRIPT,
      ...(options.arguments ?? []),
    ];
    const [program = '', ...args] = [...(options.prefix ?? []), ...node];
    return new HelperClient(spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], ...options.spawn }));
  }

  /** Spawned and initialized. */
  static async start(options: HelperClientOptions = {}): Promise<HelperClient & { hello: InitializeResult }> {
    const client = HelperClient.spawn(options);
    const hello = await client.request('initialize', { protocolVersion: PROTOCOL_VERSION });
    return Object.assign(client, { hello });
  }

  /** @throws {ForeignProcessError} where it would change something that the tests did not start */
  request<M extends HelperMethod>(
    method: M,
    params: HelperRequests[M]['params'],
  ): Promise<HelperRequests[M]['result']> {
    return this.connection.sendRequest(method, params);
  }

  /**
   * Asks for what the helper itself is to refuse: SIGCONT or a thaw, since the tests need not have started the target.
   * Rejects as request() does, and also where the helper does not refuse.
   */
  async requestRefused<M extends 'signal/send' | 'container/freeze'>(
    method: M,
    params: HelperRequests[M]['params'],
  ): Promise<never> {
    requireHarmless(method, params);
    this.#mayBeForeign.add(params);
    await this.request(method, params);
    throw new Error(`the helper did not refuse ${method}`);
  }

  async watch(): Promise<readonly Container[]> {
    const snapshot = await this.request('inventory/watch', {});
    this.containers.clear();
    for (const container of snapshot.containers) this.containers.set(container.id, container);
    return snapshot.containers;
  }

  /** Waits until the watched state fits. */
  async until(what: string, fits: (containers: ReadonlyMap<string, Container>) => boolean, ms = 5000): Promise<void> {
    const deadline = performance.now() + ms;
    while (!fits(this.containers)) {
      if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
      await sleep(10);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.connection.dispose();
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = new Promise((resolved) => this.child.once('exit', resolved));
    this.child.stdin?.destroy();
    const late = setTimeout(() => this.child.kill('SIGKILL'), 3000);
    await exited;
    clearTimeout(late);
  }
}
