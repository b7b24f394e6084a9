import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CgroupFiles, type CgroupPlace } from '../../../../src/helper/cgroup/cgroup-files.ts';
import { effectiveLimit, type LevelMemo } from '../../../../src/helper/cgroup/effective-limit.ts';
import { ContainerCgroups } from '../../../../src/helper/cgroup/container-cgroups.ts';
import { Hierarchies } from '../../../../src/helper/cgroup/hierarchies.ts';
import type { LadderSource } from '../../../../src/helper/cgroup/ladder-source.ts';
import { looking } from '../../../../src/helper/cgroup/look.ts';
import type { CgroupFolder } from '../../../../src/helper/cgroup/open-folder.ts';
import type { CgroupTarget } from '../../../../src/helper/cgroup/target.ts';
import { FileReader } from '../../../../src/helper/kernel/file-reader.ts';
import { Syscalls } from '../../../../src/helper/kernel/syscalls.ts';
import type { EffectiveLimit, LimitResource } from '../../../../src/shared/model/cgroup.ts';
import type { Mount } from '../../../../src/helper/proc/mountinfo.ts';

const syscalls = new Syscalls();
export const fileReader = new FileReader(syscalls);
export const files = new CgroupFiles(fileReader);

/** The limit that counts, of one kind. */
export function effective(source: LadderSource, target: CgroupTarget, memo: LevelMemo = new Map()): EffectiveLimit {
  return looking(files, (look) => effectiveLimit(source.kind as LimitResource, source, target, look, memo));
}

/** What reads the control files of one cgroup. It is left open: the test's end closes it. */
export function folderAt(place: CgroupPlace): CgroupFolder {
  const folder = files.open(place);
  if (typeof folder === 'number') throw new Error(`cannot be opened: ${folder}`);
  return folder;
}

export interface TreeMount {
  readonly name: string;
  readonly version: 1 | 2;
  /** Of version 1. */
  readonly controllers?: string;
  readonly root?: string;
}

/** Cgroup hierarchies in a folder: what stands in a file is what the test wrote. */
export class Tree {
  readonly folder = mkdtempSync(join(tmpdir(), 'cgroup-'));
  readonly hierarchies: Hierarchies;

  /** @param controllers of version 2 */
  constructor(mounts: readonly TreeMount[], controllers = 'cpuset cpu io memory pids') {
    for (const { name, version } of mounts) {
      mkdirSync(join(this.folder, name), { recursive: true });
      if (version === 2) this.write(`${name}/cgroup.controllers`, `${controllers}\n`);
    }
    const list = mounts.map(({ name, version, controllers: own = '', root = '/' }): Mount => ({
      root,
      mountPoint: join(this.folder, name),
      type: version === 1 ? 'cgroup' : 'cgroup2',
      superOptions: ['rw', ...own.split(',')],
    }));
    this.hierarchies = new Hierarchies(list, syscalls, (directory, name) => fileReader.read(directory, name));
  }

  /** A path of bytes below the tree; folders on the way are made. */
  write(path: string, content: string | Buffer): this {
    const bytes = Buffer.from(`${this.folder}/${path}`, 'latin1');
    mkdirSync(Buffer.from(dirname(bytes.toString('latin1')), 'latin1'), { recursive: true });
    writeFileSync(bytes, content);
    return this;
  }

  /** All files of one cgroup. */
  cgroup(path: string, content: Readonly<Record<string, string>>): this {
    for (const [name, text] of Object.entries(content)) this.write(`${path}/${name}`, text);
    return this;
  }

  container(initFile: string, ownPath?: string, outside = '0::/outside\n'): ContainerCgroups {
    return new ContainerCgroups(this.hierarchies, initFile, ownPath, outside);
  }

  remove(): void {
    this.hierarchies.dispose();
    rmSync(this.folder, { recursive: true });
  }
}

export const V2: readonly TreeMount[] = [{ name: 'unified', version: 2 }];

export const V1: readonly TreeMount[] = [
  { name: 'memory', version: 1, controllers: 'memory' },
  { name: 'cpu', version: 1, controllers: 'cpu,cpuacct' },
  { name: 'pids', version: 1, controllers: 'pids' },
  { name: 'cpuset', version: 1, controllers: 'cpuset' },
  { name: 'blkio', version: 1, controllers: 'blkio' },
  { name: 'freezer', version: 1, controllers: 'freezer' },
  { name: 'systemd', version: 1, controllers: 'name=systemd' },
];

/** /proc/PID/cgroup of a process that stands in the same path everywhere. */
export function version1File(path: string): string {
  return V1.map(({ controllers }, index) => `${V1.length - index}:${controllers ?? ''}:${path}\n`).join('');
}
