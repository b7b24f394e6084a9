import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileReader } from '../../../../src/helper/kernel/file-reader.ts';
import { O_DIRECTORY, O_PATH, Syscalls } from '../../../../src/helper/kernel/syscalls.ts';
import { ProcessReader } from '../../../../src/helper/proc/process-reader.ts';
import { NAMESPACE_TYPES, type NamespaceType } from '../../../../src/shared/model/namespace.ts';

export const files = new FileReader(new Syscalls());

export interface ProcFields {
  readonly comm?: string;
  readonly parent?: number;
  readonly start?: number;
  readonly state?: string;
  readonly flags?: number;
  readonly cgroup?: string;
  readonly uid?: number;
  readonly pids?: readonly number[];
  /** Inodes; `undefined` for a link that is not there. The others are the host's. */
  readonly namespaces?: Partial<Record<NamespaceType, number | undefined>>;
}

/** The inode of the host's namespace of a type. */
export const hostInode = (type: NamespaceType) => 4026531834 + NAMESPACE_TYPES.indexOf(type);

/** A /proc in a folder. */
export class ProcTree {
  readonly folder = mkdtempSync(join(tmpdir(), 'proc-'));
  readonly fd = files.syscalls.openAt(-1, this.folder, O_PATH | O_DIRECTORY);
  readonly reader = new ProcessReader(files, this.fd);
  #forks = 0;

  constructor() {
    this.set(1, { comm: 'systemd', parent: 0, cgroup: '/init.scope' });
    this.set('self', { comm: 'node', parent: 1 });
  }

  /** Adds a process or changes it. */
  set(pid: number | 'self', fields: ProcFields = {}): this {
    const { comm = 'sleep', parent = 1, start = 1000, state = 'S', flags = 4194560, cgroup = '/init.scope' } = fields;
    const folder = join(this.folder, `${pid}`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, 'ns'), { recursive: true });
    const number = pid === 'self' ? 4321 : pid;
    const rest = `0 0 0 -1 ${flags} 0 0 0 0 0 0 0 0 20 0 1 0 ${start} 0 0`;
    writeFileSync(join(folder, 'stat'), `${number} (${comm}) ${state} ${parent} ${rest}\n`, 'latin1');
    writeFileSync(join(folder, 'cgroup'), cgroup.includes('\n') ? cgroup : `0::${cgroup}\n`, 'latin1');
    const ids = (fields.pids ?? [number]).map((id) => `\t${id}`).join('');
    const uid = fields.uid ?? 0;
    writeFileSync(join(folder, 'status'), `Name:\t${comm}\nUid:\t${uid}\t${uid}\t${uid}\t${uid}\nNSpid:${ids}\n`);
    for (const type of NAMESPACE_TYPES) {
      const inode = type in (fields.namespaces ?? {}) ? fields.namespaces?.[type] : hostInode(type);
      if (inode !== undefined) symlinkSync(`${type}:[${inode}]`, join(folder, 'ns', type));
    }
    return this.forked();
  }

  remove(pid: number): this {
    rmSync(join(this.folder, `${pid}`), { recursive: true });
    return this.forked();
  }

  /** Has the idle check see that something moved. */
  forked(): this {
    this.#forks += 1;
    writeFileSync(join(this.folder, 'stat'), `cpu 1 2\nctxt 5\nprocesses ${this.#forks}\nprocs_running 1\n`);
    writeFileSync(join(this.folder, 'loadavg'), `0.00 0.01 0.05 1/${this.#forks} 99\n`);
    return this;
  }

  dispose(): void {
    files.syscalls.close(this.fd);
    rmSync(this.folder, { recursive: true });
  }
}
