import { readlinkSync } from 'node:fs';
import { HelperError } from '../../shared/errors.ts';
import {
  FORECAST_LIMIT,
  type ForecastParams,
  type ForecastResult,
  type SendParams,
  type SendResult,
} from '../../shared/protocol/actions.ts';
import type { CgroupFiles } from '../cgroup/cgroup-files.ts';
import type { Hierarchies } from '../cgroup/hierarchies.ts';
import { containerIdOf } from '../inventory/container-id.ts';
import type { Entry } from '../inventory/entry.ts';
import { Slices } from '../inventory/slices.ts';
import { EndPoll } from '../kernel/end-poll.ts';
import type { FileReader } from '../kernel/file-reader.ts';
import { Pidfds } from '../kernel/pidfd.ts';
import type { StartKeeper } from '../keeper/keeper.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import { SignalStatusReader } from '../proc/signal-status.ts';
import type { Handlers } from '../rpc/dispatcher.ts';
import { allowedBy } from './allowed.ts';
import type { ContainerLocks } from './container-locks.ts';
import { findTarget } from './find-target.ts';
import { FrozenBy } from './frozen-by.ts';
import { Guard } from './guard.ts';
import type { KnownContainers } from './known-containers.ts';
import { OrphanedGroups } from './orphaned-group.ts';
import { probeBy } from './probe.ts';
import { type FactSources, signalFacts } from './read-facts.ts';
import { sendToAll } from './send-to-all.ts';
import { Sending } from './sending.ts';
import { Tally } from './tally.ts';
import { Watches } from './watches.ts';

/** On a machine that is so slow fewer are forecast than could be: so long, in milliseconds, they are read. */
const FORECAST_MS = 1000;
/**
 * So long, in milliseconds, after the request signals may be sent: whoever was told that it took too long must not find
 * them sent later. Shorter than the request's own time.
 */
const SEND_MS = 9000;

const OPERATION = 'signal/send';

/** What signals are forecast and sent with. */
export interface SignalParts {
  readonly files: FileReader;
  readonly proc: ProcessReader;
  /** An open /proc, and the same by its path. */
  readonly procFd: number;
  readonly procFolder: string;
  readonly hierarchies: Hierarchies;
  readonly cgroupFiles: CgroupFiles;
  readonly containers: KnownContainers;
  readonly locks: ContainerLocks;
  readonly startKeeper: StartKeeper;
}

/** Answers the requests about signals. */
export function signalHandlers(parts: SignalParts): Pick<Handlers, 'signal/forecast' | 'signal/send' | 'signal/await'> {
  const signals = new Signals(parts);
  return {
    'signal/forecast': (params) => signals.forecast(params),
    'signal/send': (params) => signals.send(params),
    'signal/await': ({ watch, forMs }) => signals.watches.after(watch, forMs),
  };
}

class Signals {
  readonly watches: Watches;
  readonly #parts: SignalParts;
  readonly #pidfds: Pidfds;
  readonly #status: SignalStatusReader;

  constructor(parts: SignalParts) {
    const { files, proc, procFd, procFolder, cgroupFiles } = parts;
    this.#parts = parts;
    this.#pidfds = new Pidfds(files.syscalls);
    this.#status = new SignalStatusReader(files, procFd, procFolder);
    const ends = new EndPoll(this.#pidfds);
    this.watches = new Watches({ pidfds: this.#pidfds, ends, proc, room: cgroupFiles.control });
  }

  async forecast({ target }: ForecastParams): Promise<ForecastResult> {
    const { processes } = await this.#find(target, 'signal/forecast');
    const { proc, procFolder, hierarchies, cgroupFiles } = this.#parts;
    const sources: FactSources = {
      proc,
      signals: this.#status,
      orphaned: orphanedNow(proc, procFolder),
      allowed: allowedBy(proc, probeBy(this.#pidfds)),
    };
    const frozenBy = new FrozenBy(proc, hierarchies, cgroupFiles);
    const tally = new Tally();
    const deadline = performance.now() + FORECAST_MS;
    const slices = new Slices();
    for (const process of processes.slice(0, FORECAST_LIMIT)) {
      if (performance.now() > deadline) break;
      if (slices.due()) await slices.pause();
      tally.add(signalFacts(sources, process, frozenBy.of(process.pid)));
    }
    return { processes: processes.length, signals: tally.result() };
  }

  async send({ target, signal }: SendParams): Promise<SendResult> {
    const until = performance.now() + SEND_MS;
    const { first, container, guard } = await this.#find(target, OPERATION);
    const { number, watch } = this.watches.begin(first);
    try {
      const sending = new Sending(this.#opener, watch, signal);
      const toAll = (all: Entry) => () => {
        checkTime(until);
        return sendToAll(sending, signal, all, until, { ...this.#parts, guard });
      };
      let way: SendResult['way'] = 'each';
      checkTime(until);
      if (container === undefined) sending.send(first);
      else way = await this.#parts.locks.run(containerIdOf(container.group.key), OPERATION, toAll(container));
      return { ...sending.result(), way, watch: number };
    } finally {
      watch.complete();
    }
  }

  get #opener() {
    const { files, procFd } = this.#parts;
    return { files, procFd, pidfds: this.#pidfds };
  }

  /** Every request looks anew. A /proc of another pid namespace tells pids that stand for others here. */
  async #find(target: SendParams['target'], operation: string) {
    const { procFolder, proc, hierarchies, containers } = this.#parts;
    if (readlinkSync(`${procFolder}/self`) !== `${process.pid}`) {
      throw new HelperError({ code: 'UNSUPPORTED', operation }, 'the pids in /proc are of another namespace');
    }
    await containers.fresh();
    const guard = new Guard(proc, hierarchies, containers.all());
    return { ...findTarget(target, operation, { proc, opener: this.#opener, containers, guard }), guard };
  }
}

/** @throws {HelperError} TIMEOUT */
function checkTime(until: number): void {
  if (performance.now() < until) return;
  throw new HelperError({ code: 'TIMEOUT', operation: OPERATION }, 'it took too long until it could be sent');
}

function orphanedNow(proc: ProcessReader, procFolder: string): FactSources['orphaned'] {
  const groups = new OrphanedGroups(proc, procFolder);
  return (pid) => groups.has(pid);
}
