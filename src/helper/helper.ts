import type { Readable, Writable } from 'node:stream';
import { HelperError } from '../shared/errors.ts';
import { type Grant, PROTOCOL_VERSION } from '../shared/protocol/helper.ts';
import { ContainerLocks } from './actions/container-locks.ts';
import { freezeHandlers } from './actions/freeze-handlers.ts';
import type { KnownContainers } from './actions/known-containers.ts';
import { limitHandlers } from './actions/limit-handlers.ts';
import { signalHandlers } from './actions/signal-handlers.ts';
import { packSamples } from '../shared/protocol/sample-set.ts';
import { CgroupFiles } from './cgroup/cgroup-files.ts';
import { Hierarchies } from './cgroup/hierarchies.ts';
import { readKnobs } from './cgroup/knobs.ts';
import { LimitsReader } from './cgroup/limits.ts';
import { thisMachine } from './cgroup/machine.ts';
import { sampleAnswers } from './cgroup/sample-answers.ts';
import { Sampler } from './cgroup/sampler.ts';
import { ToldSets } from './cgroup/told-sets.ts';
import { namespaceDevice, readHostFacts, readMounts } from './inventory/host-facts.ts';
import { IdleCheck } from './inventory/idle-check.ts';
import { Inventory } from './inventory/inventory.ts';
import { ProcessTable } from './inventory/process-table.ts';
import { processesOf } from './inventory/processes.ts';
import { Watcher } from './inventory/watcher.ts';
import { FileReader } from './kernel/file-reader.ts';
import { makeRoomForFiles } from './kernel/file-table.ts';
import { O_DIRECTORY, O_PATH, Syscalls } from './kernel/syscalls.ts';
import type { StartKeeper } from './keeper/keeper.ts';
import { LivingProcesses } from './proc/living.ts';
import { unpackFacts } from './proc/packed-facts.ts';
import { ProcessReader } from './proc/process-reader.ts';
import type { ReaderProcess } from './reader/reader-process.ts';
import { TerminalDoor } from './run/terminal-door.ts';
import { runHandlers } from './run/run-handlers.ts';
import { RunMachine } from './run/run-machine.ts';
import { Runs } from './run/runs.ts';
import { PeerCredentials } from './kernel/peer-credentials.ts';
import { serve } from './rpc/server.ts';
import { runtimeContext } from './runtimes/context.ts';
import { RUNTIMES } from './runtimes/table.ts';

export interface HelperOptions {
  readonly grant: Grant;
  readonly input: Readable;
  readonly output: Writable;
  /** For files of runtimes, and for the command lines that name containers. */
  readonly reader: ReaderProcess;
  /** For the command lines of all processes of a container: what hangs there holds up nothing else. */
  readonly commandLines: ReaderProcess;
  readonly startKeeper: StartKeeper;
  /** The program native/launcher. */
  readonly launcher: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
  /** Ends the helper; called once what comes in is no longer understood. */
  readonly exit: (code: number) => void;
}

/** Puts the helper together: readers of the kernel, the inventory over them, and the wire. */
export function runHelper(options: HelperOptions): void {
  const { grant, input, output, reader, commandLines, startKeeper, launcher, environment, log, exit } = options;
  const syscalls = new Syscalls();
  const files = new FileReader(syscalls);
  const procFolder = '/proc';
  const procFd = syscalls.openAt(-1, procFolder, O_PATH | O_DIRECTORY);
  const proc = new ProcessReader(files, procFd);
  const mounts = readMounts(proc);
  const hierarchies = new Hierarchies(mounts, syscalls, (directory, name) => files.read(directory, name));
  const cgroupFiles = new CgroupFiles(files);
  void makeRoomForFiles(syscalls, cgroupFiles.keptLimit);
  const living = new LivingProcesses(proc, cgroupFiles.control);
  const limits = new LimitsReader(cgroupFiles);
  const machine = thisMachine(files);
  const sampler = new Sampler(cgroupFiles, machine);
  const told = new ToldSets();
  const control = runtimeContext(reader, environment);
  const inventory: Inventory = new Inventory(
    {
      proc,
      table: new ProcessTable(proc, procFolder, async (pids) => {
        const facts = await reader.readProcesses(pids);
        return 'value' in facts ? unpackFacts(facts.value) : [];
      }),
      idle: new IdleCheck(proc),
      runtimes: RUNTIMES,
      context: control,
      hierarchies,
      limits,
      namespaceDevice: namespaceDevice(),
    },
    () => watcher.hurry(),
  );
  const watcher = new Watcher(
    inventory,
    (change) => server.notify('inventory/changed', change),
    (error) => log(`inventory: ${error instanceof Error ? error.message : String(error)}`),
  );
  const entryOf = (containerId: string, operation: string) => {
    const entry = inventory.entry(containerId);
    if (entry === undefined) {
      throw new HelperError({ code: 'GONE', operation, target: containerId }, 'no such container is running');
    }
    return entry;
  };
  const containers: KnownContainers = {
    fresh: () => watcher.fresh(false),
    entry: (containerId) => inventory.entry(containerId),
    all: () => inventory.entries(),
  };
  const sampled = (containerId: string) => {
    const entry = inventory.entry(containerId);
    if (entry === undefined) return undefined;
    return { cgroups: entry.cgroups, isThere: () => living.isThere(entry.group.init) };
  };
  const locks = new ContainerLocks();
  const stateChanged = () => {
    inventory.expireFigures();
    watcher.hurry();
  };
  const runs = new Runs({
    launcher,
    openDoor: (admit) => TerminalDoor.open(new PeerCredentials(), process.getuid?.() ?? -1, admit),
    identify: (pid) => {
      const stat = proc.stat(pid);
      return typeof stat === 'number' ? undefined : { pid, startTime: stat.startTime };
    },
    changed: (change) => {
      void server.notify('run/changed', change);
      watcher.hurry();
    },
  });
  const server = serve(
    input,
    output,
    {
      initialize: () => ({
        protocolVersion: PROTOCOL_VERSION,
        grant,
        host: readHostFacts(proc, mounts, hierarchies),
      }),
      'inventory/watch': () => watcher.watch(),
      'inventory/unwatch': () => {
        watcher.unwatch();
        return null;
      },
      'inventory/refresh': () => watcher.fresh(true),
      'container/processes': ({ containerId }) =>
        processesOf(entryOf(containerId, 'container/processes').group.members, proc, commandLines),
      'container/limits': async ({ containerId }) => ({
        limits: await limits.all(containerId, entryOf(containerId, 'container/limits').cgroups),
      }),
      'container/knobs': ({ containerId }) => readKnobs(cgroupFiles, entryOf(containerId, 'container/knobs').cgroups),
      'containers/sample': async ({ containerIds, holding }) => {
        sampler.again();
        const answers = await sampleAnswers(containerIds, {
          find: sampled,
          refresh: () => watcher.fresh(false),
          sample: (cgroups) => sampler.sample(cgroups),
        });
        return told.answer(packSamples(answers), holding);
      },
      ...signalHandlers({ files, proc, procFd, procFolder, hierarchies, cgroupFiles, containers, locks, startKeeper }),
      ...freezeHandlers({
        proc,
        hierarchies,
        cgroupFiles,
        containers,
        locks,
        runtimes: RUNTIMES,
        control,
        changed: stateChanged,
      }),
      ...limitHandlers({
        files,
        proc,
        cgroupFiles,
        containers,
        hierarchies,
        control,
        changed: stateChanged,
      }),
      ...runHandlers({ runs, launcher, machine: new RunMachine(hierarchies) }),
    },
    grant,
    () => exit(2),
  );
}
