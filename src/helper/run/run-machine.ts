import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import type { RunObstacle } from '../../shared/model/run-obstacle.ts';
import type { RunWish } from '../../shared/model/run.ts';
import { ownText } from '../../shared/text/display.ts';
import type { Hierarchies, Hierarchy } from '../cgroup/hierarchies.ts';
import { parseCgroupFile } from '../proc/cgroup-file.ts';
import type { RunPlace } from './make-run.ts';
import { findScopeManager, prepareScope, RUN_FOLDER, type ScopeManager } from './delegated-scope.ts';
import type { CgroupFacts, CgroupPlace, HierarchyFacts, MachineFacts } from './compile/machine-facts.ts';

const NOT_DELEGATED = 'no cgroup is delegated to this user';

/** What of this machine decides what can be run; read anew each time, since limits and mounts change. */
export class RunMachine {
  readonly #hierarchies: Hierarchies;

  constructor(hierarchies: Hierarchies) {
    this.#hierarchies = hierarchies;
  }

  /**
   * What a run with this name finds, and what has to be done for it to find that.
   *
   * @param name of its cgroups
   */
  place(name: string): {
    readonly facts: MachineFacts;
    readonly cgroupName: string;
    readonly place: RunPlace | undefined;
  } {
    const facts = this.facts();
    const { version2 } = facts.cgroups;
    const manager = this.#manager(facts);
    if (version2 === undefined || manager === undefined) return { facts, cgroupName: name, place: undefined };
    const scope = manager.scope(name);
    const { mount } = version2;
    const placed = { ...version2, place: { folder: scope.folder } };
    return {
      facts: { ...facts, cgroups: { ...facts.cgroups, version2: placed } },
      cgroupName: RUN_FOLDER,
      place: {
        prefix: scope.prefix,
        environment: scope.environment,
        beforePlan: (pid) => prepareScope(pid, mount, scope),
      },
    };
  }

  /** systemd owns the tree where all controllers are on version 2; elsewhere cgroups beside its own do not disturb it. */
  #manager({ euid, cgroups: { version1, version2 } }: MachineFacts): ScopeManager | undefined {
    if (version2 === undefined || version1.length > 0) return undefined;
    return findScopeManager(version2.mount, euid);
  }

  facts(): MachineFacts {
    const status = readText('/proc/self/status');
    const bounding = /^CapBnd:\t([\da-f]+)$/m.exec(status)?.[1] ?? '0';
    const euid = process.geteuid?.() ?? -1;
    const facts: MachineFacts = {
      architecture: process.arch === 'arm64' ? 'arm64' : 'x64',
      euid,
      egid: process.getegid?.() ?? -1,
      // The machine's own user namespace maps every id to itself; user_namespaces(7).
      inUserNamespace: !/^\s*0\s+0\s+4294967295\s*$/.test(readText('/proc/self/uid_map')),
      lastCapability: Number(readText('/proc/sys/kernel/cap_last_cap')),
      capabilities: BigInt(`0x${bounding}`),
      cgroups: this.#cgroups(),
      subordinateIds: { uid: { ranges: [], tool: undefined }, gid: { ranges: [], tool: undefined } },
    };
    const { version2 } = facts.cgroups;
    const manager = this.#manager(facts);
    if (version2 === undefined || manager === undefined) return facts;
    // What a scope has that systemd makes for a run.
    const controllers = words(readText(posix.join(manager.controllersFolder, 'cgroup.controllers')));
    const given = { ...version2, controllers, place: { folder: manager.controllersFolder } };
    return { ...facts, cgroups: { ...facts.cgroups, version2: given } };
  }

  obstacles({ isolation: { limits } }: RunWish): readonly RunObstacle[] {
    const { cgroups } = this.facts();
    const places = [...cgroups.version1, ...(cgroups.version2 === undefined ? [] : [cgroups.version2])];
    const wanted = [
      ...(limits.memoryBytes === undefined ? [] : ['memory']),
      ...(limits.cpus === undefined ? [] : ['cpu']),
      ...(limits.pids === undefined ? [] : ['pids']),
    ];
    for (const controller of wanted) {
      const why = whyNotLimited(places.find(({ controllers }) => controllers.includes(controller)));
      if (why !== undefined) return [limitsObstacle(why)];
    }
    return [];
  }

  #cgroups(): CgroupFacts {
    const lines = parseCgroupFile(readText('/proc/self/cgroup'));
    const facts = (hierarchy: Hierarchy): HierarchyFacts => {
      const { version, mountPoint, controllers } = hierarchy;
      const line = lines.find((each) =>
        version === 2 ? each.hierarchy === 0 : each.controllers.join() === controllers.join(),
      );
      return {
        controllers: version === 2 ? passedOn(mountPoint) : controllers,
        mount: mountPoint,
        own: posix.join(mountPoint, line?.path ?? '/'),
        place: placeIn(mountPoint),
      };
    };
    const all = this.#hierarchies.all;
    const version2 = all.find(({ version }) => version === 2);
    const cpuset = all.find(({ version, controllers }) => version === 1 && controllers.includes('cpuset'))?.mountPoint;
    return {
      version1: all.filter(({ version }) => version === 1).map(facts),
      version2: version2 === undefined ? undefined : facts(version2),
      blockWeightFile: undefined,
      swapLimit: all.some(({ mountPoint }) => hasFile(mountPoint, 'memory.memsw.limit_in_bytes')),
      cpuset:
        cpuset === undefined
          ? undefined
          : {
              cpus: readText(posix.join(cpuset, 'cpuset.cpus')).trim(),
              mems: readText(posix.join(cpuset, 'cpuset.mems')).trim(),
            },
    };
  }
}

function placeIn(folder: string): CgroupPlace {
  try {
    accessSync(folder, constants.W_OK);
    return { folder };
  } catch {
    return { none: NOT_DELEGATED };
  }
}

/** The controllers that a cgroup below has; cgroup-v2.rst, "Controlling Controllers". */
function passedOn(folder: string): readonly string[] {
  return words(readText(posix.join(folder, 'cgroup.subtree_control')));
}

function words(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

function whyNotLimited(place: HierarchyFacts | undefined): string | undefined {
  if (place === undefined) return 'the cgroup controller is not available to a run';
  return 'none' in place.place ? place.place.none : undefined;
}

function limitsObstacle(why: string): RunObstacle {
  return {
    kind: 'limits',
    what: ownText('Limits cannot be set on this run.'),
    cause: ownText(`Limits are set by cgroups, and ${why}.`),
    remedy: ownText('Run it as root, or on a machine with cgroup v2 and systemd, which delegates cgroups to users.'),
    without: 'limits',
  };
}

function hasFile(folder: string, name: string): boolean {
  try {
    return readdirSync(folder).includes(name);
  } catch {
    return false;
  }
}

/** Empty where it cannot be read. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
