import type { ChangeableLimit } from '../../shared/model/limit-change.ts';
import type { Knob } from '../../shared/model/knob.ts';
import { unreadWords } from '../../shared/format/words.ts';
import { isRead } from '../../shared/model/reading.ts';
import { DEVICE_RATES } from './device-rate.ts';
import type { LimitField } from './parse-change.ts';
import { contentWords } from './value-words.ts';

/** The files of each limit, by the keys of knobs. */
const FILES: Readonly<Record<Exclude<ChangeableLimit, 'io'>, readonly string[]>> = {
  memory: ['2/memory.max', '1/memory.limit_in_bytes'],
  'memory-high': ['2/memory.high'],
  cpu: ['2/cpu.max', '1/cpu.cfs_quota_us'],
  'cpu-weight': ['2/cpu.weight', '1/cpu.shares'],
  pids: ['2/pids.max', '1/pids.max'],
  cpuset: ['2/cpuset.cpus', '1/cpuset.cpus'],
};

const PERIOD = '1/cpu.cfs_period_us';
const SHARES = '1/cpu.shares';

/** What a limit of the container's own cgroup is now. */
export type CurrentLimit =
  | { readonly kind: 'known'; readonly words: string; readonly lines: readonly string[] }
  | { readonly kind: 'unread'; readonly words: string }
  /** There is no such file: the controller is off, or this version of cgroups has no such limit. */
  | { readonly kind: 'absent' };

/** The limits that the control files of a container show. */
export class CurrentLimits {
  readonly #knobs: ReadonlyMap<string, Knob>;

  constructor(knobs: readonly Knob[]) {
    this.#knobs = new Map(knobs.map((knob) => [knob.key, knob]));
  }

  /** Whether the limit can be changed here at all. */
  has(limit: ChangeableLimit): boolean {
    return this.#find(limit === 'io' ? ['2/io.max', `1/${DEVICE_RATES.readBytes.file}`] : FILES[limit]) !== undefined;
  }

  current(field: LimitField): CurrentLimit {
    const keys = field.limit === 'io' ? ['2/io.max', `1/${DEVICE_RATES[field.rate].file}`] : FILES[field.limit];
    const knob = this.#find(keys);
    if (knob === undefined) return { kind: 'absent' };
    if (!isRead(knob.value)) return { kind: 'unread', words: unreadWords(knob.value.unread) };
    const { lines } = knob.value.value;
    const words = contentWords(field, lines, this.period);
    return { kind: 'known', words: knob.key === SHARES ? `${words} shares of version 1` : words, lines };
  }

  /** The period of the CPU quota of version 1, microseconds. */
  get period(): string | undefined {
    const knob = this.#knobs.get(PERIOD);
    return knob !== undefined && isRead(knob.value) ? knob.value.value.lines[0] : undefined;
  }

  #find(keys: readonly string[]): Knob | undefined {
    return keys.map((key) => this.#knobs.get(key)).find((knob) => knob !== undefined);
  }
}
