import { PRESSURE, VERSION_1, VERSION_2 } from './docs.ts';
import type { ControllerWords } from './knob-words.ts';
import { knobs } from './table.ts';

const UCLAMP = 'scheduler/sched-util-clamp.html#cgroup-interface';
const QUOTA = 'scheduler/sched-bwc.html';

// The lowest speed is text: its `max` means 100 %, not that there is no limit.
const UCLAMP_TABLE = {
  'cpu.uclamp.min text': 'Hint to run these processes at no less than this percentage of the top speed of a CPU.',
  'cpu.uclamp.max percent': 'Hint to run these processes at no more than this percentage of the top speed of a CPU.',
};

const IDLE_TABLE = {
  'cpu.idle switch':
    'When on, this cgroup comes last: the cgroups beside it get nearly all the CPU time that they ask for.',
};

export const CPU: ControllerWords = {
  controller: 'cpu',
  meaning: 'Divides CPU time between cgroups, limits it and counts it.',
  knobs: [
    ...knobs(2, `${VERSION_2}#cpu-interface-files`, {
      'cpu.max quota':
        'CPU time allowed in each period, in microseconds: once it is used up, processes wait for the next period.',
      'cpu.max.burst microseconds': 'How much unused CPU time may be saved up to go over cpu.max for a short while.',
      'cpu.weight weight':
        'Share of busy CPUs compared to the cgroups beside it: 1 to 10000, normally 100, and 0 when cpu.idle is on.',
      'cpu.weight.nice text': 'The same as cpu.weight as a nice value: from -20 (largest share) to 19 (smallest).',
      ...IDLE_TABLE,
      'cpu.stat keyed': 'CPU time used here and below, and how often and how long cpu.max held this cgroup back.',
      'cpu.stat.local keyed': 'How long this cgroup was held back, by its own cpu.max or by one above it.',
    }),
    ...knobs(2, UCLAMP, UCLAMP_TABLE),
    ...knobs(2, PRESSURE, {
      'cpu.pressure text': 'Share of time in which processes that wanted to run waited for a CPU.',
      'irq.pressure text': 'Share of time that processes lost because their CPU was handling interrupts.',
    }),
    ...knobs(1, `${QUOTA}#management`, {
      'cpu.cfs_quota_us microseconds':
        'CPU time allowed in each period: once it is used up, processes wait for the next period.',
      'cpu.cfs_period_us microseconds': 'Length of the period that cpu.cfs_quota_us counts for.',
      'cpu.cfs_burst_us microseconds':
        'How much unused CPU time may be saved up to go over cpu.cfs_quota_us for a short while.',
    }),
    ...knobs(1, `${QUOTA}#statistics`, {
      'cpu.stat keyed': 'How often and how long cpu.cfs_quota_us held this cgroup back.',
      'cpu.stat.local keyed': 'How long this cgroup was held back, by its own quota or by one above it.',
    }),
    ...knobs(1, 'scheduler/sched-design-CFS.html#group-scheduler-extensions-to-cfs', {
      'cpu.shares weight': 'Share of busy CPUs compared to the cgroups beside it, normally 1024.',
    }),
    ...knobs(1, `${VERSION_2}#cpu-interface-files`, IDLE_TABLE),
    ...knobs(1, UCLAMP, UCLAMP_TABLE),
    ...knobs(1, 'scheduler/sched-rt-group.html#basis-for-grouping-tasks', {
      'cpu.rt_runtime_us microseconds':
        'CPU time for real-time processes in each period: once it is used up they wait, and with 0 none can run here.',
      'cpu.rt_period_us microseconds': 'Length of the period that cpu.rt_runtime_us counts for.',
    }),
    ...knobs(1, `${VERSION_1}/cpuacct.html`, {
      'cpuacct.usage nanoseconds': 'CPU time used by this cgroup and those below it.',
      'cpuacct.usage_user nanoseconds': 'CPU time used here and below in the code of programs.',
      'cpuacct.usage_sys nanoseconds': 'CPU time used here and below in the kernel.',
      'cpuacct.usage_percpu text': 'CPU time used on each CPU, in nanoseconds.',
      'cpuacct.usage_percpu_user text': 'CPU time used on each CPU in the code of programs, in nanoseconds.',
      'cpuacct.usage_percpu_sys text': 'CPU time used on each CPU in the kernel, in nanoseconds.',
      'cpuacct.usage_all text': 'CPU time used on each CPU in programs and in the kernel, in nanoseconds.',
      'cpuacct.stat keyed':
        'CPU time used in programs (user) and in the kernel (system), mostly in hundredths of a second.',
    }),
  ],
};
