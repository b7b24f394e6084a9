import { type ControllerName, CONTROLLERS, type Knob } from '../../../src/shared/model/knob.ts';
import { read, unread } from '../../../src/shared/model/reading.ts';
import type { KnobsResult } from '../../../src/shared/protocol/helper.ts';
import { ownText } from '../../../src/shared/text/display.ts';
import { ID, path } from './sample.ts';

const FOLDER = `/sys/fs/cgroup/system.slice/docker.slice/docker-${ID}.scope`;

const FILES: readonly (readonly [controller: ControllerName, file: string, content: string])[] = [
  ['memory', 'memory.current', '54840524'],
  ['memory', 'memory.events', 'low 0\nhigh 128\nmax 31\noom 2\noom_kill 2\noom_group_kill 0'],
  ['memory', 'memory.high', '50331648'],
  ['memory', 'memory.max', '67108864'],
  ['memory', 'memory.oom.group', '0'],
  ['memory', 'memory.stat', Array.from({ length: 42 }, (_, index) => `figure_${index} ${index * 4096}`).join('\n')],
  ['memory', 'memory.swap.max', 'max'],
  ['cpu', 'cpu.max', '400000 100000'],
  ['cpu', 'cpu.stat', 'usage_usec 812000000\nuser_usec 700000000\nsystem_usec 112000000\nnr_periods 6000'],
  ['cpu', 'cpu.weight', '100'],
  ['cpuset', 'cpuset.cpus', '0-1'],
  ['cpuset', 'cpuset.cpus.effective', '0-1'],
  ['io', 'io.max', '8:0 rbps=10485760 wbps=max riops=max wiops=100'],
  ['io', 'io.stat', '8:0 rbytes=900000000 wbytes=300000000 rios=1 wios=2 dbytes=0 dios=0'],
  ['pids', 'pids.current', '11'],
  ['pids', 'pids.max', '50'],
  ['core', 'cgroup.controllers', 'cpuset cpu io memory pids'],
  ['core', 'cgroup.freeze', '0'],
  ['core', 'cgroup.type', 'domain'],
];

export function knob(controller: ControllerName, file: string, content: string): Knob {
  return {
    ...{ key: `2/${file}`, controller, version: 2, file: ownText(file), path: path(`${FOLDER}/${file}`) },
    value: read({ lines: content === '' ? [] : content.split('\n').map(ownText), cut: false }),
    setting: true,
  };
}

export function knobsResult(...more: readonly Knob[]): KnobsResult {
  const on = new Set(FILES.map(([controller]) => controller));
  return {
    controllers: CONTROLLERS.map((controller) => ({
      controller,
      state: on.has(controller)
        ? 'on'
        : controller === 'devices'
          ? 'ebpf'
          : controller === 'hugetlb'
            ? 'off'
            : 'unsupported',
      ...(on.has(controller) && { version: 2 as const, folder: path(FOLDER), owner: controller === 'core' ? 1000 : 0 }),
      own: true,
    })),
    knobs: [
      ...FILES.map((file) => knob(...file)),
      { ...knob('core', 'cgroup.procs', ''), value: unread('permission', 'EACCES') },
      ...more,
    ],
    omitted: 0,
  };
}
