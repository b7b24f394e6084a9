import type { CpuFigures } from '../../shared/model/sample.ts';
import { mapReading, type Reading, unread } from '../../shared/model/reading.ts';
import type { ContainerCgroups } from './container-cgroups.ts';
import type { LadderCounter } from './ladder-source.ts';
import type { CgroupFolder } from './open-folder.ts';
import { fileUnread, flatKey, numberReading, present } from './values.ts';

/** Ticks per second of the kernel's interface: USER_HZ, the same on all that Node runs on. */
const USER_HZ = 100;

/** CPU time since the cgroup was made, in seconds: `cpuacct.usage` where version 1 has that controller, else `cpu.stat`. */
export const cpuTime: LadderCounter = {
  target(cgroups: ContainerCgroups) {
    const accounting = cgroups.target(['cpuacct']);
    return 'value' in accounting.place ? accounting : cgroups.unified();
  },
  versions: {
    1: {
      file: 'cpuacct.usage',
      read: (folder) => mapReading(numberReading(folder.read('cpuacct.usage')), (time) => time / 1e9),
    },
    2: {
      file: 'cpu.stat',
      read(folder) {
        const text = folder.read('cpu.stat');
        if (typeof text === 'number') return fileUnread(text);
        const time = flatKey(text, 'usage_usec');
        return time === undefined ? unread('error', 'EINVAL') : { value: time / 1e6 };
      },
    },
  },
};

export function cpuFigures(folder: CgroupFolder, version: 1 | 2): Reading<CpuFigures> {
  const [file, user, system, perSecond] =
    version === 2
      ? (['cpu.stat', 'user_usec', 'system_usec', 1e6] as const)
      : (['cpuacct.stat', 'user', 'system', USER_HZ] as const);
  return mapReading(cpuTime.versions[version].read(folder), (usage) => {
    const text = folder.read(file);
    const seconds = (key: string) => {
      const count = typeof text === 'number' ? undefined : flatKey(text, key);
      return count === undefined ? undefined : count / perSecond;
    };
    return { usage, ...present({ user: seconds(user), system: seconds(system) }) };
  });
}
