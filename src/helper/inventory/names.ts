import type { ByteString } from '../../shared/text/display.ts';
import type { Candidate, Description, Runtime, RuntimeContext } from '../runtimes/runtime.ts';
import type { Group } from './grouping.ts';
import { keep } from './keep.ts';

/** Descriptions asked for at the same time. */
const CONCURRENCY = 32;
/** A runtime may write a name a little after it starts the container: for so long, in ms, an unnamed one is asked again. */
const LATE_NAME_MS = 10_000;
const RETRY_MS = 1000;

interface Entry {
  readonly initKey: string;
  readonly since: number;
  description: Description | undefined;
  askedAt: number;
  asking: boolean;
}

/** Asks runtimes for names, a few at a time, and remembers the answers for as long as the container lives. */
export class Names {
  readonly #runtimes: readonly Runtime[];
  readonly #context: RuntimeContext;
  readonly #changed: () => void;
  readonly #entries = new Map<ByteString, Entry>();
  readonly #queue: (() => Promise<void>)[] = [];
  #running = 0;

  /** @param changed called when a description arrived */
  constructor(runtimes: readonly Runtime[], context: RuntimeContext, changed: () => void) {
    this.#runtimes = runtimes;
    this.#context = context;
    this.#changed = changed;
  }

  /** What is known of a container; `undefined` while the first answer is on its way. Asks where needed. */
  of(group: Group, now: number): Description | undefined {
    const initKey = `${group.init.pid} ${group.init.startTime}`;
    let entry = this.#entries.get(group.key);
    if (entry?.initKey !== initKey) {
      entry = { initKey, since: now, description: undefined, askedAt: -Infinity, asking: false };
      this.#entries.set(group.key, entry);
    }
    const unnamed = entry.description?.name === undefined;
    const due =
      entry.askedAt === -Infinity || (unnamed && now - entry.since < LATE_NAME_MS && now - entry.askedAt > RETRY_MS);
    if (due && !entry.asking) this.#ask(group, entry, now);
    return entry.description;
  }

  /** Asks for every name again, since containers can be renamed. What is known stands until then. */
  askAgain(): void {
    for (const entry of this.#entries.values()) entry.askedAt = -Infinity;
  }

  /** Whether answers are on their way. */
  get asking(): boolean {
    return this.#running > 0;
  }

  keepOnly(keys: { has(key: ByteString): boolean }): void {
    for (const key of this.#entries.keys()) if (!keys.has(key)) this.#entries.delete(key);
  }

  #ask(group: Group, entry: Entry, now: number): void {
    entry.askedAt = now;
    const runtime = this.#runtimes.find(({ id }) => id === group.runtime);
    const describe = runtime?.describe?.bind(runtime);
    if (describe === undefined) {
      entry.description = {};
      return;
    }
    entry.asking = true;
    this.#queue.push(async () => {
      const known = entry.description;
      try {
        const description = await describe(candidateOf(group), this.#context);
        // A runtime that does not answer this time does not make a container nameless again.
        if (description.name !== undefined || known?.name === undefined) entry.description = keep(known, description);
      } catch {
        entry.description ??= {};
      } finally {
        entry.asking = false;
        if (entry.description !== known) this.#changed();
      }
    });
    this.#work();
  }

  #work(): void {
    while (this.#running < CONCURRENCY) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.#running += 1;
      void next().finally(() => {
        this.#running -= 1;
        this.#work();
      });
    }
  }
}

function candidateOf(group: Group): Candidate {
  return {
    runtime: group.runtime,
    ...(group.containerId === undefined ? {} : { containerId: group.containerId }),
    ...(group.podId === undefined ? {} : { podId: group.podId }),
    init: { pid: group.init.pid, startTime: group.init.startTime },
    initComm: group.init.comm,
    ancestors: group.ancestors,
    cgroupPath: group.path ?? '/',
    ...(group.bundle === undefined ? {} : { bundle: group.bundle }),
  };
}
