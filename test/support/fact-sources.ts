import { allowedBy } from '../../src/helper/actions/allowed.ts';
import { OrphanedGroups } from '../../src/helper/actions/orphaned-group.ts';
import { probeBy } from '../../src/helper/actions/probe.ts';
import type { FactSources } from '../../src/helper/actions/read-facts.ts';
import { FileReader } from '../../src/helper/kernel/file-reader.ts';
import { Pidfds } from '../../src/helper/kernel/pidfd.ts';
import { O_DIRECTORY, O_PATH, Syscalls } from '../../src/helper/kernel/syscalls.ts';
import { ProcessReader } from '../../src/helper/proc/process-reader.ts';
import { SignalStatusReader } from '../../src/helper/proc/signal-status.ts';

/** The product's readers over the real /proc, with the rights of this process. */
export function realSources(): FactSources {
  const syscalls = new Syscalls();
  const files = new FileReader(syscalls);
  const procFd = syscalls.openAt(-1, '/proc', O_PATH | O_DIRECTORY);
  const proc = new ProcessReader(files, procFd);
  return {
    proc,
    signals: new SignalStatusReader(files, procFd, '/proc'),
    // Each question is of another moment.
    orphaned: (pid) => new OrphanedGroups(proc, '/proc').has(pid),
    allowed: allowedBy(proc, probeBy(new Pidfds(syscalls))),
  };
}
