import { createHash } from 'node:crypto';
import type { GroupingInput } from '../../../../src/helper/inventory/draft.ts';
import { type Group, groupProcesses } from '../../../../src/helper/inventory/grouping.ts';
import type { ProcessRecord } from '../../../../src/helper/inventory/process-table.ts';
import { RUNTIMES } from '../../../../src/helper/runtimes/table.ts';

/** Inodes of the machine's own namespaces. */
export const HOST_PID = 4026531836;
export const HOST_MOUNT = 4026531841;

/** A container's id: 64 hexadecimal digits that stay the same for a name. */
export function hexId(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

export interface Fields {
  readonly comm?: string;
  readonly parent?: number;
  readonly start?: number;
  /** The path of version 2, or the whole file where it holds a newline. */
  readonly cgroup?: string;
  /** The inode of the pid namespace; `hidden` where the kernel refuses it. */
  readonly namespace?: number | 'hidden';
  readonly pids?: readonly number[];
  /** The inode of the mount namespace; negative where the kernel refuses it. */
  readonly mount?: number;
  readonly state?: ProcessRecord['state'];
  readonly kernelThread?: boolean;
}

/** A synthetic machine: what the process table would hold of it. */
export class Machine {
  readonly records = new Map<number, ProcessRecord>();
  readonly mounts = new Map<number, number>();

  constructor() {
    this.add(1, { comm: 'systemd', parent: 0, cgroup: '/init.scope' });
  }

  add(pid: number, fields: Fields = {}): this {
    const { comm = 'sleep', parent = 1, start = pid, cgroup = '/init.scope', namespace = HOST_PID } = fields;
    this.records.set(pid, {
      pid,
      startTime: start,
      parentPid: parent,
      comm,
      state: fields.state ?? 'sleeping',
      kernelThread: fields.kernelThread ?? false,
      cgroup: cgroup.includes('\n') ? cgroup : `0::${cgroup}\n`,
      pidNamespace: namespace === 'hidden' ? 0 : namespace,
      pids: fields.pids,
      version: 0,
      firstSeen: 0,
    });
    this.mounts.set(pid, fields.mount ?? HOST_MOUNT);
    return this;
  }

  /** A shim and the container that it starts. */
  docker(shim: number, init: number, id: string, fields: Fields = {}): this {
    return this.add(shim, { comm: 'containerd-shim', cgroup: '/system.slice/containerd.service' }).add(init, {
      parent: shim,
      cgroup: `/system.slice/docker-${id}.scope`,
      namespace: 5000 + init,
      mount: 6000 + init,
      ...fields,
    });
  }

  groups(more: Partial<GroupingInput> = {}): readonly Group[] {
    const steps = groupProcesses({
      records: this.records,
      hostPidNamespace: HOST_PID,
      runtimes: RUNTIMES,
      recorded: [],
      mountNamespace: (pid) => this.mounts.get(pid) ?? -2,
      ...more,
    });
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
    }
  }

  /** The groups in one line each: `<kind> <runtime> <id> init=<pid> [<pids>] [in <key of the parent>]`. */
  found(more: Partial<GroupingInput> = {}): readonly string[] {
    return this.groups(more).map((group) => {
      const members = group.members.map(({ pid }) => pid).sort((a, b) => a - b);
      const parent = group.parent === undefined ? '' : ` in ${group.parent.init.pid}`;
      return `${group.kind} ${group.runtime} ${group.containerId ?? '-'} init=${group.init.pid} [${members.join()}]${parent}`;
    });
  }
}
