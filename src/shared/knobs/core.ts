import { VERSION_1, VERSION_2 } from './docs.ts';
import type { ControllerWords } from './knob-words.ts';
import { knobs } from './table.ts';

const PAGE = `${VERSION_1}/cgroups.html`;

export const CORE: ControllerWords = {
  controller: 'core',
  meaning: 'The files that every cgroup has, whatever its controllers.',
  knobs: [
    ...knobs(2, `${VERSION_2}#core-interface-files`, {
      'cgroup.procs text': 'Processes in this cgroup; writing a process ID moves that process here.',
      'cgroup.threads text': 'Threads in this cgroup; writing a thread ID moves that thread here.',
      'cgroup.type text': 'Whether this cgroup holds whole processes (domain) or single threads (threaded).',
      'cgroup.controllers text': 'Controllers that can be turned on for the cgroups below this one.',
      'cgroup.subtree_control text': 'Controllers that are on for the cgroups right below this one.',
      'cgroup.events keyed':
        'Whether any process lives here or below (populated), and whether all stand still (frozen).',
      'cgroup.max.descendants count': 'Most cgroups that may exist below this one: at it, no new one can be made.',
      'cgroup.max.depth count':
        'Most levels of cgroups that may exist below this one: at it, no deeper one can be made.',
      'cgroup.stat keyed': 'How many cgroups exist below this one, and how many are still being removed (dying).',
      'cgroup.stat.local keyed': 'How long this cgroup has been frozen so far.',
      'cgroup.kill text': 'Writing 1 kills all processes here and below.',
      'cgroup.pressure switch': 'Whether the kernel measures how long processes here wait for CPU, memory and I/O.',
    }),
    ...knobs(1, `${PAGE}#how-are-cgroups-implemented`, {
      'cgroup.procs text': 'Processes in this cgroup; writing a process ID moves that process here.',
      'tasks text': 'Threads in this cgroup; writing a thread ID moves that thread here.',
      'cgroup.sane_behavior switch': 'Always 0; left from the time when version 2 was being tried out.',
    }),
    ...knobs(1, `${PAGE}#what-does-notify-on-release-do`, {
      'notify_on_release switch': 'When on, the kernel runs the program in release_agent once this cgroup is empty.',
      'release_agent text': 'Program that the kernel runs for cgroups that became empty.',
    }),
    ...knobs(1, `${PAGE}#what-does-clone-children-do`, {
      'cgroup.clone_children switch':
        'When on, new cgroups below start with a copy of the CPUs and memory nodes set here.',
    }),
    ...knobs(1, `${VERSION_1}/memory.html#memory-thresholds`, {
      'cgroup.event_control text':
        'Lets programs ask to be told when memory use crosses a mark; there is nothing to read.',
    }),
  ],
};
