import { readdirSync } from 'node:fs';
import type { ByteString } from '../../shared/text/display.ts';
import type { ProcessReader } from '../proc/process-reader.ts';

/** Who would continue a process that a terminal stopped: fields of /proc/PID/stat, proc_pid_stat(5). */
export interface Membership {
  readonly ended: boolean;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

/**
 * Whether the process group of a process is orphaned: no member has a parent in another group of the same session;
 * setpgid(2), will_become_orphaned_pgrp() of kernel/exit.c. Reads every process where the own parent does not tell.
 */
export function inOrphanedGroup(
  pid: number,
  proc: ProcessReader,
  procFolder: string,
  isWholeMachine: boolean,
): boolean {
  const own = membership(pid, proc);
  if (own === undefined) return false;
  const keeps = (member: Membership): boolean => {
    if (member.group !== own.group || member.ended) return false;
    // The machine's own init adopts, it does not look after jobs.
    if (member.parent === 0 || (member.parent === 1 && isWholeMachine)) return false;
    const parent = membership(member.parent, proc);
    return parent !== undefined && parent.group !== member.group && parent.session === member.session;
  };
  if (keeps(own)) return false;
  for (const name of readdirSync(procFolder)) {
    if (!/^\d+$/.test(name)) continue;
    const member = membership(Number(name), proc);
    if (member !== undefined && keeps(member)) return false;
  }
  return true;
}

function membership(pid: number, proc: ProcessReader): Membership | undefined {
  const text = proc.file(`${pid}/stat`);
  return typeof text === 'number' ? undefined : parseMembership(text);
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
