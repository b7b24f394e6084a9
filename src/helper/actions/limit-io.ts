import type { DeviceChange, LimitChange } from '../../shared/model/limit-change.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { parseAmount } from '../cgroup/values.ts';
import { BadValue, type ControlWrite, type EditSources, type LimitFiles } from './limit-edit.ts';

type IoChange = Extract<LimitChange, { limit: 'io' }>;
type Field = keyof DeviceChange;
type Amount = number | 'max';

/** Each kind of limit: its key in `io.max`, and its file of version 1. */
const FIELDS: readonly { readonly field: Field; readonly key: string; readonly file: string }[] = [
  { field: 'readBytes', key: 'rbps', file: 'blkio.throttle.read_bps_device' },
  { field: 'writeBytes', key: 'wbps', file: 'blkio.throttle.write_bps_device' },
  { field: 'readOperations', key: 'riops', file: 'blkio.throttle.read_iops_device' },
  { field: 'writeOperations', key: 'wiops', file: 'blkio.throttle.write_iops_device' },
];

const NO_LIMITS: Required<DeviceChange> = {
  readBytes: 'max',
  writeBytes: 'max',
  readOperations: 'max',
  writeOperations: 'max',
};

/** Operations are counted in 32 bits, all of which together mean no limit: block/blk-throttle.c. */
const MOST_OPERATIONS = 2 ** 32 - 2;

/** `io.max` of version 2: a line for each device. */
export const ioOfVersion2: LimitFiles<IoChange> = {
  content: (_, read) => read('io.max'),
  edit(change, { read, readSystem }) {
    const before = read('io.max');
    if (typeof before === 'number') return before;
    const { device, value } = change;
    mustBeDevice(device, readSystem);
    mustFit(value);
    const old = lineOf(before, device);
    const pairs = FIELDS.map(({ field, key }) => ({ field, key, was: amountIn(old, key), to: value[field] }));
    const changed = pairs.filter(({ to }) => to !== undefined);
    const text = (pick: (pair: (typeof pairs)[number]) => Amount | undefined, of = changed) =>
      `${device} ${of.map((pair) => `${pair.key}=${pick(pair) ?? 'max'}`).join(' ')}`;
    const all: Required<DeviceChange> = {
      ...NO_LIMITS,
      ...Object.fromEntries(pairs.map(({ field, was, to }) => [field, to ?? was])),
    };
    const line = Object.values(all).every((amount) => amount === 'max')
      ? undefined
      : text(({ was, to }) => to ?? was, pairs);
    return {
      ...{ file: 'io.max', before, after: withLine(before, device, line) },
      writes: [{ file: 'io.max', text: text(({ to }) => to), restore: text(({ was }) => was) }],
      isTaken: (content) => {
        const now = lineOf(content, device);
        return changed.every(({ key, to }) => amountIn(now, key) === to);
      },
      device: all,
      undo: { limit: 'io', device, value: Object.fromEntries(changed.map(({ field, was }) => [field, was])) },
    };
  },
};

/** `blkio.throttle.*_device` of version 1: a file for each kind of limit, with a line for each device. */
export const ioOfVersion1: LimitFiles<IoChange> = {
  content: (change, read) => toldOf(filesOf(change).map(({ file }) => ({ file, content: read(file) }))),
  edit(change, { read, readSystem }) {
    const { device, value } = change;
    const files = filesOf(change).map(({ field, file }) => ({ field, file, content: read(file) }));
    const before = toldOf(files);
    const [first] = files;
    if (first === undefined) throw new BadValue('nothing to change');
    if (typeof before === 'number') return before;
    mustBeDevice(device, readSystem);
    mustFit(value);
    const edits = files.map(({ field, file, content }) => {
      const lines = typeof content === 'number' ? '' : content;
      const to = value[field] ?? 'max';
      const line = to === 'max' ? undefined : `${device} ${to}`;
      return { field, file, to, was: amountOfLine(lineOf(lines, device)), content: withLine(lines, device, line) };
    });
    const after = toldOf(edits);
    if (typeof after === 'number') return after;
    const text = (amount: Amount) => `${device} ${amount === 'max' ? 0 : amount}`;
    return {
      ...{ file: first.file, before, after },
      writes: edits.map(({ file, to, was }): ControlWrite => ({ file, text: text(to), restore: text(was) })),
      isTaken: (content) => sameLines(content, after),
      undo: { limit: 'io', device, value: Object.fromEntries(edits.map(({ field, was }) => [field, was])) },
    };
  },
};

function filesOf({ value }: IoChange): readonly (typeof FIELDS)[number][] {
  return FIELDS.filter(({ field }) => value[field] !== undefined);
}

/** The content of one file; of several each line with its file's name before it. */
function toldOf(
  files: readonly { readonly file: string; readonly content: ByteString | number }[],
): ByteString | number {
  const lines: ByteString[] = [];
  for (const { file, content } of files) {
    if (typeof content === 'number') return content;
    const prefix = files.length === 1 ? '' : `${file}: `;
    for (const line of linesOf(content)) lines.push(`${prefix}${line}`);
  }
  return lines.join('\n');
}

function linesOf(content: ByteString): readonly ByteString[] {
  return content === '' ? [] : content.split('\n');
}

/** The kernel lists devices in an order of its own. */
function sameLines(a: ByteString, b: ByteString): boolean {
  return [...linesOf(a)].sort().join('\n') === [...linesOf(b)].sort().join('\n');
}

function lineOf(content: ByteString, device: string): ByteString | undefined {
  return linesOf(content).find((line) => line.startsWith(`${device} `));
}

/** The content with another line for a device, or without one. */
function withLine(content: ByteString, device: string, line: string | undefined): ByteString {
  const lines = linesOf(content);
  const index = lines.findIndex((other) => other.startsWith(`${device} `));
  if (index < 0) return [...lines, ...(line === undefined ? [] : [line])].join('\n');
  return lines.toSpliced(index, 1, ...(line === undefined ? [] : [line])).join('\n');
}

/** In a line such as `8:16 rbps=2097152 wbps=max riops=max wiops=120`. */
function amountIn(line: ByteString | undefined, key: string): Amount {
  const pair = line?.split(' ').find((word) => word.startsWith(`${key}=`));
  return parseAmount(pair?.slice(key.length + 1) ?? '') ?? 'max';
}

/** In a line such as `8:16 2097152`. */
function amountOfLine(line: ByteString | undefined): Amount {
  return parseAmount(line?.slice(line.indexOf(' ')) ?? '') ?? 'max';
}

/** The kernel throttles whole disks: to a partition it gives no limit. */
function mustBeDevice(device: string, readSystem: EditSources['readSystem']): void {
  const folder = `/sys/dev/block/${device}`;
  if (typeof readSystem(`${folder}/dev`) === 'number') throw new BadValue(`there is no block device ${device}`);
  if (typeof readSystem(`${folder}/partition`) !== 'number') throw new BadValue(`${device} is a partition of a disk`);
}

function mustFit({ readOperations, writeOperations }: DeviceChange): void {
  for (const operations of [readOperations, writeOperations]) {
    if (typeof operations === 'number' && operations > MOST_OPERATIONS) {
      throw new BadValue(`more than ${MOST_OPERATIONS} operations`);
    }
  }
}
