import { type ChildProcess, fork } from 'node:child_process';
import { type Reading, unread } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { PackedFacts } from '../proc/packed-facts.ts';
import type { ReaderOperation, ReaderReply, ReaderRequest } from './messages.ts';

export interface ReaderOptions {
  /** The script that answers: the bundle of reader/main.ts. */
  readonly script: string;
  /** Milliseconds that one read may take. */
  readonly deadlineMs: number;
  /** Milliseconds without work after which the process is ended, to give its memory back. */
  readonly idleMs: number;
}

/** Reads that belong together: when some of them hang, the others are given up too. */
export interface ReaderBatch {
  hung: number;
}

/** So many reads of one batch may hang, each for its whole deadline. */
const HUNG_PER_BATCH = 2;

interface Job {
  readonly request: ReaderRequest;
  readonly batch: ReaderBatch | undefined;
  readonly settle: (reading: ReaderReply['reading']) => void;
}

/** A read that hung is not tried again for so long, in milliseconds. */
const HUNG_MS = 60_000;
/** Processes that hang and cannot even be killed (state D); with so many, nothing is read any more. */
const UNKILLABLE_LIMIT = 4;
/** How long the process may take to come up, in milliseconds: on a loaded machine Node needs its time. */
const START_MS = 10_000;
/** Requests that may wait; more are refused. */
const QUEUE_LIMIT = 20_000;

/**
 * Does the reads that somebody else can make hang (command lines, files on a mount of any kind) in a process of its
 * own, and lends its processor where there is very much to read. It works in order, so when an answer is late the oldest
 * request is the culprit: the process is killed, that request is answered with `timeout`, and the rest goes to a fresh
 * process. Every request settles.
 */
export class ReaderProcess {
  readonly #options: ReaderOptions;
  #child: ChildProcess | undefined;
  #answering = false;
  #nextId = 1;
  /** In the order in which the child works on them. */
  readonly #jobs = new Map<number, Job>();
  readonly #hung = new Map<string, number>();
  #unkillable = 0;
  #timer: NodeJS.Timeout | undefined;
  #outbox: ReaderRequest[] = [];
  #disposed = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** The pid of the process while there is one. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Brings the process up before it is asked for anything: soon it will be. */
  start(): void {
    if (this.#disposed) return;
    try {
      this.#child ??= this.#start();
    } catch {
      // Who asks for something tries again.
    }
  }

  readFile(path: ByteString): Promise<Reading<ByteString>> {
    return this.#ask({ kind: 'file', path }) as Promise<Reading<ByteString>>;
  }

  listFolder(path: ByteString): Promise<Reading<readonly ByteString[]>> {
    return this.#ask({ kind: 'folder', path }) as Promise<Reading<readonly ByteString[]>>;
  }

  /**
   * @param path a `cmdline` of /proc
   * @param batch the reads that this one belongs to
   */
  readArguments(path: ByteString, batch?: ReaderBatch): Promise<Reading<readonly ByteString[]>> {
    return this.#ask({ kind: 'arguments', path }, batch) as Promise<Reading<readonly ByteString[]>>;
  }

  /** The facts of those processes that can be read. */
  readProcesses(pids: readonly number[]): Promise<Reading<PackedFacts>> {
    return this.#ask({ kind: 'processes', pids }) as Promise<Reading<PackedFacts>>;
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
    for (const job of this.#jobs.values()) job.settle(unread('error', 'ECANCELED'));
    this.#jobs.clear();
  }

  #ask(operation: ReaderOperation, batch?: ReaderBatch): Promise<ReaderReply['reading']> {
    const hungAt = this.#hung.get(keyOf(operation));
    if (hungAt !== undefined && performance.now() - hungAt < HUNG_MS) return Promise.resolve(unread('timeout'));
    if (this.#unkillable >= UNKILLABLE_LIMIT) return Promise.resolve(unread('timeout'));
    if (this.#disposed || this.#jobs.size >= QUEUE_LIMIT) return Promise.resolve(unread('error', 'EAGAIN'));
    return new Promise((settle) => {
      const request = { id: this.#nextId++, operation };
      this.#jobs.set(request.id, { request, batch, settle });
      if (this.#jobs.size === 1) this.#rearm();
      // Requests made in one turn travel in one message.
      if (this.#outbox.push(request) === 1) queueMicrotask(() => this.#flush());
    });
  }

  #flush(): void {
    const requests = this.#outbox;
    this.#outbox = [];
    if (this.#disposed || requests.length === 0) return;
    try {
      this.#child ??= this.#start();
    } catch {
      this.#giveUp();
      return;
    }
    // Without a free file descriptor there is a child without a channel: `error` follows. `exit` follows a broken one.
    if (this.#child.connected) this.#child.send(requests, () => undefined);
  }

  #start(): ChildProcess {
    const child = fork(this.#options.script, [], {
      execArgv: process.execArgv.filter((argument) => argument === '--disable-sigusr1'),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#answering = false;
    child.on('message', (message: ReaderReply | 'ready') => {
      if (this.#child !== child) return;
      this.#answering = true;
      if (message === 'ready') this.#rearm();
      else this.#settle(message.id, message.reading);
    });
    child.on('error', () => this.#lose(child));
    child.on('exit', () => this.#lose(child));
    return child;
  }

  #settle(id: number, reading: ReaderReply['reading']): void {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    this.#jobs.delete(id);
    job.settle(reading);
    this.#rearm();
  }

  /** One timer: for the oldest request, or for the end of an idle process. */
  #rearm(): void {
    clearTimeout(this.#timer);
    const busy = this.#jobs.size > 0;
    this.#timer = setTimeout(
      () => (busy ? this.#expire() : this.#retire()),
      busy
        ? this.#child !== undefined && this.#answering
          ? this.#options.deadlineMs
          : START_MS
        : this.#options.idleMs,
    );
    if (!busy) this.#timer.unref();
  }

  #expire(): void {
    const oldest = this.#jobs.values().next().value;
    const child = this.#child;
    if (oldest === undefined || child === undefined) return;
    for (const [key, at] of this.#hung) if (performance.now() - at > HUNG_MS) this.#hung.delete(key);
    this.#hung.set(keyOf(oldest.request.operation), performance.now());
    this.#unkillable += 1;
    child.once('exit', () => {
      this.#unkillable -= 1;
    });
    child.kill('SIGKILL');
    this.#settle(oldest.request.id, unread('timeout'));
    if (oldest.batch !== undefined) this.#spare(oldest.batch);
    this.#handOn(child);
  }

  /** Others wait behind a batch: one of which too many hang is not read to its end. */
  #spare(batch: ReaderBatch): void {
    batch.hung += 1;
    if (batch.hung < HUNG_PER_BATCH) return;
    for (const [id, job] of [...this.#jobs]) if (job.batch === batch) this.#settle(id, unread('timeout'));
  }

  #retire(): void {
    const child = this.#child;
    this.#child = undefined;
    child?.kill('SIGKILL');
  }

  /** It ended by itself: what it worked on is given up, so that each restart gets further; all, if it never came up. */
  #lose(child: ChildProcess): void {
    if (this.#child !== child) return;
    if (!this.#answering) this.#giveUp();
    const oldest = this.#jobs.values().next().value;
    if (oldest !== undefined) this.#settle(oldest.request.id, unread('error', 'ECHILD'));
    this.#handOn(child);
  }

  #giveUp(): void {
    for (const id of [...this.#jobs.keys()]) this.#settle(id, unread('error', 'ECHILD'));
  }

  /** Gives the work of a process that ended, or is given up, to a fresh one. */
  #handOn(child: ChildProcess): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    if (this.#disposed || this.#jobs.size === 0) return;
    this.#outbox = [...this.#jobs.values()].map((job) => job.request);
    this.#flush();
    this.#rearm();
  }
}

function keyOf(operation: ReaderOperation): string {
  const what = operation.kind === 'processes' ? operation.pids.join(' ') : operation.path;
  return `${operation.kind} ${what}`;
}
