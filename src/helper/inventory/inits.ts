import type { ByteString } from '../../shared/text/display.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import { type InitFacts, readIdentity } from './entry.ts';
import type { Group } from './grouping.ts';
import { keep } from './keep.ts';
import { namespacesOf } from './namespaces.ts';

/** An init is read again for so long, in ms: a runtime unshares and drops its user after it starts it. */
const INIT_SETTLING_MS = 3000;
/** Two looks so soon after each other, in ms, read an init once: names arrive in bunches. */
const INIT_AGAIN_MS = 250;

interface KnownInit {
  readonly initKey: string;
  readonly since: number;
  readonly readAt: number;
  readonly facts: InitFacts;
}

/** Reads the inits of containers, and remembers what hardly ever changes. */
export class Inits {
  readonly #proc: ProcessReader;
  readonly #namespaceDevice: number;
  readonly #known = new Map<ByteString, KnownInit>();

  /** @param namespaceDevice the device of nsfs */
  constructor(proc: ProcessReader, namespaceDevice: number) {
    this.#proc = proc;
    this.#namespaceDevice = namespaceDevice;
  }

  /** @param again also where it has settled */
  of(group: Group, now: number, again: boolean): InitFacts {
    const initKey = initKeyOf(group);
    const known = this.#known.get(group.key);
    const same = known?.initKey === initKey ? known : undefined;
    if (same !== undefined && !again) {
      const isSettled = now - same.since >= INIT_SETTLING_MS;
      // The look may have begun long ago.
      if (isSettled || performance.now() - same.readAt < INIT_AGAIN_MS) return same.facts;
    }
    const facts = keep(same?.facts, {
      namespaces: namespacesOf(this.#proc, group.init.pid, this.#namespaceDevice),
      ...readIdentity(this.#proc, group.init.pid),
    });
    this.#known.set(group.key, { initKey, since: same?.since ?? now, readAt: performance.now(), facts });
    return facts;
  }

  keepOnly(keys: { has(key: ByteString): boolean }): void {
    for (const key of this.#known.keys()) if (!keys.has(key)) this.#known.delete(key);
  }
}

/** Tells a container from one that is started again under the same key. */
export function initKeyOf({ init }: Group): string {
  return `${init.pid} ${init.startTime}`;
}
