import type { CpuFigures } from '../../shared/model/sample.ts';
import { mapReading, type Reading, unread } from '../../shared/model/reading.ts';
import type { ContainerCgroups } from './container-cgroups.ts';
import type { Content } from './control-file.ts';
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
      read: (folder) => folder.made('cpuacct.usage', nanoseconds),
    },
    2: {
      file: 'cpu.stat',
      read: (folder) => folder.made('cpu.stat', usageIn),
    },
  },
};

export function cpuFigures(folder: CgroupFolder, version: 1 | 2): Reading<CpuFigures> {
  return mapReading(cpuTime.versions[version].read(folder), (usage) => ({
    usage,
    ...(version === 2 ? folder.made('cpu.stat', partsOfVersion2) : folder.made('cpuacct.stat', partsOfVersion1)),
  }));
}

/** Seconds of a file that counts nanoseconds. */
function nanoseconds(content: Content): Reading<number> {
  return mapReading(numberReading(content), (time) => time / 1e9);
}

function usageIn(content: Content): Reading<number> {
  if (typeof content === 'number') return fileUnread(content);
  const time = flatKey(content, 'usage_usec');
  return time === undefined ? unread('error', 'EINVAL') : { value: time / 1e6 };
}

type Parts = Partial<Pick<CpuFigures, 'user' | 'system'>>;

function partsOfVersion1(content: Content): Parts {
  return parts(content, 'user', 'system', USER_HZ);
}

function partsOfVersion2(content: Content): Parts {
  return parts(content, 'user_usec', 'system_usec', 1e6);
}

function parts(content: Content, userKey: string, systemKey: string, perSecond: number): Parts {
  if (typeof content === 'number') return {};
  const seconds = (key: string) => {
    const count = flatKey(content, key);
    return count === undefined ? undefined : count / perSecond;
  };
  return present({ user: seconds(userKey), system: seconds(systemKey) });
}
