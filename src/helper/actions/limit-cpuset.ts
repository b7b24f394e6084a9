import type { LimitChange } from '../../shared/model/limit-change.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { ENOENT } from '../kernel/errno.ts';
import { BadValue, type EditSources, type LimitFiles } from './limit-edit.ts';

type CpusetChange = Extract<LimitChange, { limit: 'cpuset' }>;

const FILE = 'cpuset.cpus';
const ONLINE = '/sys/devices/system/cpu/online';
/** More than any kernel is built for: NR_CPUS is 8192 at the most. */
const MOST_CPUS = 65_536;

/** `cpuset.cpus` of both versions; `above` is the file that tells which CPUs the cgroup above may use. */
export function cpusFile(above: 'cpuset.effective_cpus' | 'cpuset.cpus.effective'): LimitFiles<CpusetChange> {
  return {
    content: (_, read) => read(FILE),
    edit({ value }, { read, readAbove, readSystem }) {
      const before = read(FILE);
      if (typeof before === 'number') return before;
      const cpus = parseCpus(value);
      if (cpus === undefined) throw new BadValue('not a list of CPUs');
      mustBeOf(cpus, readSystem(ONLINE), 'online');
      mustBeOf(cpus, readAbove(above), 'allowed by the cgroup above');
      const after = formatCpus(cpus);
      return {
        ...{ file: FILE, before, after },
        writes: [{ file: FILE, text: after, restore: before }],
        isTaken: (content) => content === after,
        // Nothing of its own, as version 2 has it at first, is no list.
        ...(parseCpus(before) === undefined ? {} : { undo: { limit: 'cpuset', value: before } }),
      };
    },
  };
}

function mustBeOf(cpus: ReadonlySet<number>, content: ReturnType<EditSources['read']>, what: string): void {
  // Whether the root has the file differs from kernel to kernel.
  if (content === -ENOENT) return;
  const known = typeof content === 'number' ? undefined : parseCpus(content.trim());
  if (known === undefined) return;
  const others = new Set([...cpus].filter((cpu) => !known.has(cpu)));
  if (others.size > 0) throw new BadValue(`${what}: ${formatCpus(known)}, and not ${formatCpus(others)}`);
}

/** "List format" of cpuset(7); `undefined` for anything else, and for a range that runs backwards. */
export function parseCpus(list: ByteString): ReadonlySet<number> | undefined {
  if (!/^\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*$/.test(list)) return undefined;
  const cpus = new Set<number>();
  for (const range of list.split(',')) {
    const [first = 0, last = first] = range.split('-').map(Number);
    if (last < first || last >= MOST_CPUS) return undefined;
    for (let cpu = first; cpu <= last; cpu++) cpus.add(cpu);
  }
  return cpus;
}

/** As the kernel writes it: in order, and neighbours as one range. */
export function formatCpus(cpus: ReadonlySet<number>): string {
  const ranges: [number, number][] = [];
  for (const cpu of [...cpus].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === cpu - 1) last[1] = cpu;
    else ranges.push([cpu, cpu]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
