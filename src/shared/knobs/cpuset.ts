import { VERSION_1, VERSION_2 } from './docs.ts';
import type { ControllerWords } from './knob-words.ts';
import { knobs } from './table.ts';

const PAGE = `${VERSION_1}/cpusets.html`;

export const CPUSET: ControllerWords = {
  controller: 'cpuset',
  meaning: 'Ties processes to some of the CPUs and memory nodes.',
  knobs: [
    ...knobs(2, `${VERSION_2}#cpuset-interface-files`, {
      'cpuset.cpus list':
        'CPUs that processes here may use, as far as the cgroup above allows them; when empty, the same as there.',
      'cpuset.cpus.effective list': 'CPUs that processes here can use now, after all limits from above.',
      'cpuset.mems list':
        'Memory nodes that processes here may use, as far as the cgroup above allows them; when empty, the same as there.',
      'cpuset.mems.effective list': 'Memory nodes that processes here can use now, after all limits from above.',
      'cpuset.cpus.exclusive list':
        'CPUs that this cgroup would have for itself; nothing happens until cpuset.cpus.partition says so.',
      'cpuset.cpus.exclusive.effective list': 'CPUs that this cgroup can have for itself now.',
      'cpuset.cpus.isolated list': 'All CPUs of isolated partitions, over which the kernel does not spread processes.',
      'cpuset.cpus.partition text':
        'Whether this cgroup has CPUs for itself: member (no), root (yes), or isolated (yes, with no spreading of processes).',
    }),
    ...knobs(1, `${PAGE}#how-are-cpusets-implemented`, {
      'cpuset.cpus list': 'CPUs that processes here may use; while it is empty, no process can be moved here.',
      'cpuset.effective_cpus list': 'CPUs that processes here can use now.',
      'cpuset.mems list': 'Memory nodes that processes here may use; while it is empty, no process can be moved here.',
      'cpuset.effective_mems list': 'Memory nodes that processes here can use now.',
      'cpuset.memory_migrate switch': 'When on, memory follows its process to other memory nodes when these change.',
    }),
    ...knobs(1, `${PAGE}#what-are-exclusive-cpusets`, {
      'cpuset.cpu_exclusive switch': 'When on, no cgroup beside this one may have the same CPUs.',
      'cpuset.mem_exclusive switch':
        'When on, no cgroup beside this one may have the same memory nodes, and memory of the kernel stays on them too.',
      'cpuset.mem_hardwall switch':
        'When on, memory that the kernel needs for these processes comes from their memory nodes too.',
    }),
    ...knobs(1, `${PAGE}#what-is-memory-pressure`, {
      'cpuset.memory_pressure count':
        'How hard processes here lately had to free memory: attempts a second times 1000, or 0 while it is not measured.',
      'cpuset.memory_pressure_enabled switch': 'Whether the kernel measures cpuset.memory_pressure.',
    }),
    ...knobs(1, `${PAGE}#what-is-memory-spread`, {
      'cpuset.memory_spread_page switch': 'When on, file cache is spread over all memory nodes of this cgroup.',
      'cpuset.memory_spread_slab switch':
        'When on, file system data of the kernel is spread over all memory nodes; newer kernels ignore it.',
    }),
    ...knobs(1, `${PAGE}#what-is-sched-load-balance`, {
      'cpuset.sched_load_balance switch':
        'When on, the kernel moves processes between these CPUs to spread the load evenly.',
    }),
    ...knobs(1, `${PAGE}#what-is-sched-relax-domain-level`, {
      'cpuset.sched_relax_domain_level text':
        'How far the kernel looks for an idle CPU: 0 not at all, higher is farther, -1 as the system does.',
    }),
  ],
};
