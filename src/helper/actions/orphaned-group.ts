import { readdirSync } from 'node:fs';
import type { ByteString } from '../../shared/text/display.ts';
import type { ProcessReader } from '../proc/process-reader.ts';

/** The inode of the machine's first pid namespace: PROC_PID_INIT_INO of the kernel. */
const FIRST_PID_NAMESPACE = 0xeffffffc;

/** Who would continue a process that a terminal stopped: fields of /proc/PID/stat, proc_pid_stat(5). */
export interface Membership {
  readonly ended: boolean;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

/**
 * Tells of process groups whether they are orphaned: no member has a parent in another group of the same session;
 * setpgid(2), will_become_orphaned_pgrp() of kernel/exit.c. Reads every process, once, where the own parent does not
 * tell: an object is for one moment.
 */
export class OrphanedGroups {
  readonly #proc: ProcessReader;
  readonly #procFolder: string;
  readonly #isWholeMachine: boolean;
  /** The groups that somebody looks after. */
  #kept: ReadonlySet<number> | undefined;

  /**
   * @param procFolder the same /proc by its path, to list it
   * @param isWholeMachine whether its PID 1 is the machine's own
   */
  constructor(proc: ProcessReader, procFolder: string, isWholeMachine = showsWholeMachine(proc)) {
    this.#proc = proc;
    this.#procFolder = procFolder;
    this.#isWholeMachine = isWholeMachine;
  }

  /** Whether the group of a process is; false where it is gone. */
  has(pid: number): boolean {
    const own = this.#membership(pid);
    if (own === undefined || this.#keeps(own)) return false;
    this.#kept ??= this.#readKept();
    return !this.#kept.has(own.group);
  }

  #readKept(): ReadonlySet<number> {
    const kept = new Set<number>();
    for (const name of readdirSync(this.#procFolder)) {
      const member = /^\d+$/.test(name) ? this.#membership(Number(name)) : undefined;
      if (member !== undefined && !kept.has(member.group) && this.#keeps(member)) kept.add(member.group);
    }
    return kept;
  }

  /** Whether the parent of this one would continue its group. */
  #keeps(member: Membership): boolean {
    // The machine's own init adopts, it does not look after jobs.
    if (member.ended || member.parent === 0 || (member.parent === 1 && this.#isWholeMachine)) return false;
    const parent = this.#membership(member.parent);
    return parent !== undefined && parent.group !== member.group && parent.session === member.session;
  }

  #membership(pid: number): Membership | undefined {
    const text = this.#proc.file(`${pid}/stat`);
    return typeof text === 'number' ? undefined : parseMembership(text);
  }
}

function showsWholeMachine(proc: ProcessReader): boolean {
  return proc.namespaceInode('self', 'pid') === FIRST_PID_NAMESPACE;
}

/** The name before these fields may hold anything, up to the last bracket. */
export function parseMembership(text: ByteString): Membership | undefined {
  const fields = /^ (\S) (\d+) (-?\d+) (-?\d+)(?: -?\d+){13} (\d+) /.exec(text.slice(text.lastIndexOf(')') + 1));
  if (fields === null) return undefined;
  const [, state = '', parent, group, session, threads] = fields;
  return {
    // Of a zombie others of its threads may live on.
    ended: 'ZX'.includes(state) && Number(threads) <= 1,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
  };
}
