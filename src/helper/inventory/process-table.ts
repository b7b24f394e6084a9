import { readdirSync } from 'node:fs';
import type { ProcessState } from '../../shared/model/process.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import { ENOENT, ESRCH } from '../kernel/errno.ts';
import { type ProcessFacts, readFacts, readPidNamespace } from '../proc/process-facts.ts';
import { type ReadElsewhere, SharedReading } from './shared-reading.ts';
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

/** So many new processes, as at the first look, are worth another processor. */
const SHARED_FROM = 512;
/** Slices of so many ms, shorter than usual: what was read elsewhere comes in between. */
const SHARED_SLICE_MS = 4;

/** All processes of one /proc, kept current by reading only what is new. */
export class ProcessTable {
  readonly #proc: ProcessReader;
  readonly #procFolder: string;
  readonly #readElsewhere: ReadElsewhere | undefined;
  readonly #records = new Map<number, ProcessRecord>();
  readonly #cgroups = new Map<ByteString, ByteString>();
  #youngest = -Infinity;
  /** Clock ticks after boot. */
  #settledBefore = 0;

  /** @param readElsewhere is asked to help where there is very much to read */
  constructor(proc: ProcessReader, procFolder: string, readElsewhere?: ReadElsewhere) {
    this.#proc = proc;
    this.#procFolder = procFolder;
    this.#readElsewhere = readElsewhere;
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
    let changed = false;
    if (sweep) this.#cgroups.clear();
    this.#settledBefore = this.#ticksNow() - (SETTLING_MS / 1000) * TICKS_PER_SECOND;
    const listed = this.#listed();
    const due = sweep ? listed : listed.filter((pid) => this.#isDue(pid, now));
    const shared = this.#share(due);
    const slices = shared === undefined ? new Slices() : new Slices(SHARED_SLICE_MS);
    for (const [index, pid] of due.entries()) {
      if (slices.due()) await slices.pause();
      if (this.#readProcess(pid, now, shared?.take(index))) changed = true;
    }
    return this.#forgetOthers(listed) || changed;
  }

  #listed(): readonly number[] {
    const pids: number[] = [];
    for (const name of readdirSync(this.#procFolder)) {
      const first = name.charCodeAt(0);
      if (first >= 0x31 && first <= 0x39) pids.push(Number(name));
    }
    return pids;
  }

  #isDue(pid: number, now: number): boolean {
    const known = this.#records.get(pid);
    return known === undefined || now - known.firstSeen < SETTLING_MS;
  }

  /** A sweep over known processes alone is not shared: it would keep the other process from its rest for ever. */
  #share(due: readonly number[]): SharedReading | undefined {
    const help = this.#readElsewhere;
    if (help === undefined || due.length < SHARED_FROM) return undefined;
    const unknown = due.filter((pid) => !this.#records.has(pid));
    return unknown.length < SHARED_FROM ? undefined : new SharedReading(due, help);
  }

  #forgetOthers(listed: readonly number[]): boolean {
    let changed = false;
    const present = new Set(listed);
    for (const pid of this.#records.keys()) {
      if (!present.has(pid)) {
        this.#records.delete(pid);
        changed = true;
      }
    }
    return changed;
  }

  /** @param told what was read of it elsewhere, in this update */
  #readProcess(pid: number, now: number, told: ProcessFacts | undefined): boolean {
    const known = this.#records.get(pid);
    if (known === undefined) return this.#takeIn(pid, told ?? readFacts(this.#proc, pid), now);
    const stat = this.#proc.stat(pid);
    if (typeof stat === 'number') return this.#unread(pid, stat);
    if (stat.startTime !== known.startTime) return this.#takeIn(pid, readFacts(this.#proc, pid), now);
    if (stat.kernelThread) return false;
    const cgroup = this.#proc.cgroup(pid);
    return typeof cgroup === 'number' ? this.#unread(pid, cgroup) : this.#refresh(known, stat, this.#intern(cgroup));
  }

  #takeIn(pid: number, facts: ProcessFacts | number, now: number): boolean {
    if (typeof facts === 'number') return this.#unread(pid, facts);
    const settled = facts.kernelThread || facts.startTime < this.#settledBefore;
    const firstSeen = settled ? -Infinity : now;
    this.#records.set(pid, { ...facts, cgroup: this.#intern(facts.cgroup), version: 0, firstSeen });
    this.#youngest = Math.max(this.#youngest, firstSeen);
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
    if (record.pidNamespace === 0) Object.assign(record, readPidNamespace(this.#proc, record.pid));
    if (changed) record.version += 1;
    return changed;
  }

  /** Clock ticks after boot; 0, which makes every process a new one, where that cannot be told. */
  #ticksNow(): number {
    const uptime = this.#proc.file('uptime');
    return typeof uptime === 'number' ? 0 : Number(/^\d+\.\d+/.exec(uptime)?.[0] ?? 0) * TICKS_PER_SECOND;
  }

  #intern(cgroup: ByteString): ByteString {
    const known = this.#cgroups.get(cgroup);
    if (known !== undefined) return known;
    this.#cgroups.set(cgroup, cgroup);
    return cgroup;
  }
}
