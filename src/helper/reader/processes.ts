import { FileReader } from '../kernel/file-reader.ts';
import { O_DIRECTORY, O_PATH, Syscalls } from '../kernel/syscalls.ts';
import { type PackedFacts, packFacts } from '../proc/packed-facts.ts';
import { readFacts } from '../proc/process-facts.ts';
import { ProcessReader } from '../proc/process-reader.ts';

/** Gives the facts of those processes that can be read. */
export type ReadProcesses = (pids: readonly number[]) => PackedFacts;

/** Opens a /proc for as long as this process lives. */
export function processesOf(procFolder: string): ReadProcesses {
  const syscalls = new Syscalls();
  const proc = new ProcessReader(new FileReader(syscalls), syscalls.openAt(-1, procFolder, O_PATH | O_DIRECTORY));
  return (pids) => packFacts(pids.map((pid) => readFacts(proc, pid)).filter((facts) => typeof facts !== 'number'));
}
