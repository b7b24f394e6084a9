import { join } from 'node:path';
import { CgroupFiles } from '../../src/helper/cgroup/cgroup-files.ts';
import { Hierarchies } from '../../src/helper/cgroup/hierarchies.ts';
import { LimitsReader } from '../../src/helper/cgroup/limits.ts';
import { type Group, groupProcesses } from '../../src/helper/inventory/grouping.ts';
import { namespaceDevice, readMounts } from '../../src/helper/inventory/host-facts.ts';
import { IdleCheck } from '../../src/helper/inventory/idle-check.ts';
import { Inventory } from '../../src/helper/inventory/inventory.ts';
import { ProcessTable } from '../../src/helper/inventory/process-table.ts';
import { inSlices } from '../../src/helper/inventory/slices.ts';
import { FileReader } from '../../src/helper/kernel/file-reader.ts';
import { O_DIRECTORY, O_PATH, Syscalls } from '../../src/helper/kernel/syscalls.ts';
import { ProcessReader } from '../../src/helper/proc/process-reader.ts';
import { ReaderProcess } from '../../src/helper/reader/reader-process.ts';
import { runtimeContext } from '../../src/helper/runtimes/context.ts';
import { RUNTIMES } from '../../src/helper/runtimes/table.ts';
import type { Context } from './context.ts';

/** The parts of the helper, put together in this process so that each can be measured by itself. */
export interface InProcess {
  readonly idle: IdleCheck;
  /** Beside the inventory's own. */
  readonly table: ProcessTable;
  readonly inventory: Inventory;
  readonly group: () => Promise<readonly Group[]>;
}

export function helperParts({ build, undo }: Context): InProcess {
  const reader = new ReaderProcess({ script: join(build, 'reader.js'), deadlineMs: 1000, idleMs: 30_000 });
  undo.defer(() => reader.dispose());
  const syscalls = new Syscalls();
  const files = new FileReader(syscalls);
  const proc = new ProcessReader(files, syscalls.openAt(-1, '/proc', O_PATH | O_DIRECTORY));
  const inventory = new Inventory(
    {
      proc,
      table: new ProcessTable(proc, '/proc'),
      idle: new IdleCheck(proc),
      runtimes: RUNTIMES,
      context: runtimeContext(reader, process.env),
      hierarchies: new Hierarchies(readMounts(proc), syscalls, (directory, name) => files.read(directory, name)),
      limits: new LimitsReader(new CgroupFiles(files)),
      namespaceDevice: namespaceDevice(),
    },
    () => undefined,
  );
  const table = new ProcessTable(proc, '/proc');
  const group = () =>
    inSlices(
      groupProcesses({
        records: table.records,
        hostPidNamespace: proc.namespaceInode('self', 'pid'),
        runtimes: RUNTIMES,
        recorded: [],
        mountNamespace: (pid) => proc.namespaceInode(pid, 'mnt'),
      }),
    );
  return { idle: new IdleCheck(proc), table, inventory, group };
}
