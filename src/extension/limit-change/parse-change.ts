import type { ChangeableLimit, LimitChange } from '../../shared/model/limit-change.ts';
import { parseByteRate, parseBytes } from '../../shared/format/parse-bytes.ts';
import { countParser } from '../../shared/format/parse-count.ts';
import { parseCpuList } from '../../shared/format/parse-cpu-list.ts';
import { parseCpus } from '../../shared/format/parse-cpus.ts';
import { orMax, type Parsed } from '../../shared/format/parsed.ts';
import { DEVICE_RATES, type DeviceRate } from './device-rate.ts';

/** The limits that are one value: all but that of I/O, which has several for each device. */
export const SINGLE_LIMITS = [
  'memory',
  'memory-high',
  'cpu',
  'cpu-weight',
  'pids',
  'cpuset',
] as const satisfies readonly ChangeableLimit[];

/** Which value is changed: a limit, of I/O one rate of one device. */
export type LimitField =
  | { readonly limit: (typeof SINGLE_LIMITS)[number] }
  | { readonly limit: 'io'; readonly device: string; readonly rate: DeviceRate };

const parseWeight = countParser('a weight', 1, 10_000);
const parseTasks = countParser('a number of processes, or max', 1, 2 ** 22);
const parseOperations = countParser('operations per second, or max', 1, 2 ** 32 - 2);

/** What a person typed as the change that it means. */
export function parseChange(field: LimitField, text: string): Parsed<LimitChange> {
  switch (field.limit) {
    case 'memory':
    case 'memory-high': {
      const { limit } = field;
      return map(orMax(parseBytes)(text), (value) => ({ limit, value }));
    }
    case 'cpu':
      return map(orMax(parseCpus)(text), (value) => ({ limit: 'cpu', value }));
    case 'cpu-weight':
      return map(parseWeight(text), (value) => ({ limit: 'cpu-weight', value }));
    case 'pids':
      return map(orMax(parseTasks)(text), (value) => ({ limit: 'pids', value }));
    case 'cpuset':
      return map(parseCpuList(text), (value) => ({ limit: 'cpuset', value }));
    case 'io': {
      const { device, rate } = field;
      const parse = DEVICE_RATES[rate].isBytes ? parseByteRate : parsePerSecond;
      return map(orMax(parse)(text), (value) => ({ limit: 'io', device, value: { [rate]: value } }));
    }
  }
}

/** `100`, `100/s`, `100 operations/s` */
function parsePerSecond(text: string): Parsed<number> {
  return parseOperations(text.trim().replace(/\s*(?:operations)?\s*(?:\/\s*s)?$/i, ''));
}

function map<T, U>(parsed: Parsed<T>, to: (value: T) => U): Parsed<U> {
  return 'error' in parsed ? parsed : { value: to(parsed.value) };
}
