import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HierarchyFacts, MachineFacts } from '../../src/helper/run/compile/machine-facts.ts';
import { cgroupHierarchies, cgroupsOf } from '../lab/cgroups.ts';
import { nobody } from '../lab/user.ts';

const NO_IDS = { ranges: [], tool: undefined };

function hierarchies(version: 1 | 2, place: (mount: string) => HierarchyFacts['place']): readonly HierarchyFacts[] {
  const own = cgroupsOf('self');
  return cgroupHierarchies()
    .filter((each) => each.version === version)
    .map(({ mountPoint, controllers }) => {
      const path = own.find((each) => each.controllers === controllers.join(','))?.path ?? '/';
      return { controllers, mount: mountPoint, own: join(mountPoint, path), place: place(mountPoint) };
    });
}

function facts(euid: number, place: (mount: string) => HierarchyFacts['place']): MachineFacts {
  const cpuset = cgroupHierarchies().find(({ controllers }) => controllers.includes('cpuset'))?.mountPoint;
  const read = (file: string) => readFileSync(file, 'utf8').trim();
  const bounding = /^CapBnd:\t([\da-f]+)$/m.exec(read('/proc/self/status'))?.[1] ?? '0';
  return {
    architecture: process.arch === 'arm64' ? 'arm64' : 'x64',
    euid,
    egid: euid,
    inUserNamespace: false,
    lastCapability: Number(read('/proc/sys/kernel/cap_last_cap')),
    capabilities: euid === 0 ? BigInt(`0x${bounding}`) : 0n,
    cgroups: {
      version1: hierarchies(1, place),
      version2: hierarchies(2, place)[0],
      blockWeightFile: undefined,
      swapLimit: false,
      cpuset:
        cpuset === undefined
          ? undefined
          : { cpus: read(join(cpuset, 'cpuset.cpus')), mems: read(join(cpuset, 'cpuset.mems')) },
    },
    subordinateIds: { uid: NO_IDS, gid: NO_IDS },
  };
}

/** This machine as root has it: cgroups are made right below the roots of the hierarchies. */
export const rootFacts = (): MachineFacts => facts(0, (mount) => ({ folder: mount }));

/** The same for the user nobody, to whom nothing is delegated. */
export const nobodyFacts = (): MachineFacts => facts(nobody, () => ({ none: 'no cgroup is delegated to this user' }));
