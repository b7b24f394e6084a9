import { readdirSync } from 'node:fs';
import type { ProcessState } from '../../shared/model/process.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import { ENOENT, ESRCH } from '../kernel/errno.ts';
import { Slices } from './slices.ts';

/** What discovery holds of each process. */
export interface ProcessRecord {
  readonly pid: number;
  readonly startTime: number;
  parentPid: number;
  comm: ByteString;
  state: ProcessState;
  readonly kernelThread: boolean;
  /** The content of /proc/PID/cgroup; one string for all processes with the same content. */
  cgroup: ByteString;
  /** The inode of its pid namespace, which never changes; 0 where it could not be read. */
  pidNamespace: number;
  /** Its pids in nested namespaces, read only where `pidNamespace` was refused. */
  pids: readonly number[] | undefined;
  /** Counts the changes of the fields above. */
  version: number;
  /** Monotonic milliseconds of the first look; -Infinity where it was no new process even then. */
  readonly firstSeen: number;
}

/**
 * A runtime starts a process first and moves it to its cgroup and program afterwards. For so long, in milliseconds, a
 * new process is read again at each update.
 */
const SETTLING_MS = 3000;
/** Clock ticks in a second, the unit of start times: USER_HZ, which is 100 wherever Node runs. */
const TICKS_PER_SECOND = 100;

/** All processes of one /proc, kept current by reading only what is new. */
export class ProcessTable {
  readonly #proc: ProcessReader;
  readonly #procFolder: string;
  readonly #records = new Map<number, ProcessRecord>();
  readonly #cgroups = new Map<ByteString, ByteString>();
  #youngest = -Infinity;
  /** Clock ticks after boot. */
  #settledBefore = 0;

  constructor(proc: ProcessReader, procFolder: string) {
    this.#proc = proc;
    this.#procFolder = procFolder;
  }

  get records(): ReadonlyMap<number, ProcessRecord> {
    return this.#records;
  }

  /** Whether some process is so new that it may still be on its way to its cgroup. */
  settling(now: number): boolean {
    return now - this.#youngest < SETTLING_MS;
  }

  /**
   * Reads processes that are new or settling, and forgets those that ended; with `sweep` reads all of them.
   *
   * @returns whether anything changed
   */
  async update(now: number, sweep: boolean): Promise<boolean> {
    const slices = new Slices();
    const present = new Set<number>();
    let changed = false;
    if (sweep) this.#cgroups.clear();
    this.#settledBefore = this.#ticksNow() - (SETTLING_MS / 1000) * TICKS_PER_SECOND;
    for (const name of readdirSync(this.#procFolder)) {
      const first = name.charCodeAt(0);
      if (first < 0x31 || first > 0x39) continue;
      const pid = Number(name);
      present.add(pid);
      const known = this.#records.get(pid);
      if (known !== undefined && !sweep && now - known.firstSeen >= SETTLING_MS) continue;
      if (slices.due()) await slices.pause();
      if (this.#readProcess(pid, known, now)) changed = true;
    }
    for (const pid of this.#records.keys()) {
      if (!present.has(pid)) {
        this.#records.delete(pid);
        changed = true;
      }
    }
    return changed;
  }

  #readProcess(pid: number, known: ProcessRecord | undefined, now: number): boolean {
    const stat = this.#proc.stat(pid);
    if (typeof stat === 'number') return this.#unread(pid, stat);
    const same = known?.startTime === stat.startTime ? known : undefined;
    if (stat.kernelThread) {
      if (same !== undefined) return false;
      this.#add({ ...stat, cgroup: '', pidNamespace: 0, pids: undefined, version: 0, firstSeen: -Infinity });
      return true;
    }
    const cgroup = this.#proc.cgroup(pid);
    if (typeof cgroup === 'number') return this.#unread(pid, cgroup);
    if (same !== undefined) return this.#refresh(same, stat, this.#intern(cgroup));
    const record: ProcessRecord = {
      ...stat,
      cgroup: this.#intern(cgroup),
      pidNamespace: 0,
      pids: undefined,
      version: 0,
      firstSeen: stat.startTime < this.#settledBefore ? -Infinity : now,
    };
    this.#readNamespace(record);
    this.#add(record);
    return true;
  }

  /** It died between the listing and now, or could not be read this time (EMFILE): then what is known stands. */
  #unread(pid: number, errno: number): boolean {
    return errno === -ENOENT || errno === -ESRCH ? this.#records.delete(pid) : false;
  }

  #refresh(
    record: ProcessRecord,
    stat: { parentPid: number; comm: ByteString; state: ProcessState },
    cgroup: ByteString,
  ) {
    // Whether a process runs or sleeps at this moment tells nothing; only states that last count as a change.
    const rested = (state: ProcessState) => (state === 'running' ? 'sleeping' : state);
    const changed =
      record.parentPid !== stat.parentPid ||
      record.comm !== stat.comm ||
      record.cgroup !== cgroup ||
      rested(record.state) !== rested(stat.state);
    record.parentPid = stat.parentPid;
    record.comm = stat.comm;
    record.state = stat.state;
    record.cgroup = cgroup;
    // Refused for a moment (a program that changes its user): it may be told now.
    if (record.pidNamespace === 0) this.#readNamespace(record);
    if (changed) record.version += 1;
    return changed;
  }

  /** Clock ticks after boot; 0, which makes every process a new one, where that cannot be told. */
  #ticksNow(): number {
    const uptime = this.#proc.file('uptime');
    return typeof uptime === 'number' ? 0 : Number(/^\d+\.\d+/.exec(uptime)?.[0] ?? 0) * TICKS_PER_SECOND;
  }

  #readNamespace(record: ProcessRecord): void {
    record.pidNamespace = Math.max(0, this.#proc.namespaceInode(record.pid, 'pid'));
    const status = record.pidNamespace === 0 ? this.#proc.status(record.pid) : undefined;
    record.pids = typeof status === 'object' ? status.pids : undefined;
  }

  #add(record: ProcessRecord): void {
    this.#records.set(record.pid, record);
    this.#youngest = Math.max(this.#youngest, record.firstSeen);
  }

  #intern(cgroup: ByteString): ByteString {
    const known = this.#cgroups.get(cgroup);
    if (known !== undefined) return known;
    this.#cgroups.set(cgroup, cgroup);
    return cgroup;
  }
}
