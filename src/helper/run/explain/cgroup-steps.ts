import { quote, shown } from './quote.ts';
import type { Describe } from './step-words.ts';

/** cgroups(7). */
export const CGROUP_STEPS: Describe<'cgroup.create' | 'cgroup.write' | 'cgroup.attach'> = {
  'cgroup.create': ({ path }) => ({
    call: `mkdir(${quote(path)}, 0755)`,
    why: 'A cgroup of its own: a folder in which the kernel counts and limits what is in it.',
  }),
  'cgroup.write': ({ cgroup, file, value }) => ({
    call: `echo ${shown(value)} > ${file}  # in cgroup ${cgroup + 1} of this run`,
    why: 'A limit is a number in a file of the cgroup.',
  }),
  'cgroup.attach': ({ cgroup }) => ({
    call: `echo PID > cgroup.procs  # in cgroup ${cgroup + 1} of this run`,
    why: 'The new process goes into the cgroup, and all that it starts will be born there.',
  }),
};
