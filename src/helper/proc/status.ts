import type { ByteString } from '../../shared/text/display.ts';

/** Fields of /proc/PID/status; proc_pid_status(5). The kernel escapes newlines of the name here. */
export interface ProcessStatus {
  /** Effective, in the reader's user namespace. */
  readonly uid: number | undefined;
  /** The pid in each pid namespace, from that of the /proc mount inwards; empty before Linux 4.1. */
  readonly pids: readonly number[];
}

export function parseStatus(text: ByteString): ProcessStatus {
  const uid = /^Uid:\t\d+\t(\d+)\t/m.exec(text)?.[1];
  const pids = /^NSpid:((?:\t\d+)+)$/m.exec(text)?.[1];
  return {
    uid: uid === undefined ? undefined : Number(uid),
    pids: pids === undefined ? [] : pids.slice(1).split('\t').map(Number),
  };
}
