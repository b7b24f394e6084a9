import type { Process } from '../../shared/model/process.ts';
import { type Reading, unread } from '../../shared/model/reading.ts';
import type { ProcessesResult } from '../../shared/protocol/helper.ts';
import { type ByteString, display, type DisplayText } from '../../shared/text/display.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import type { ReaderBatch, ReaderProcess } from '../reader/reader-process.ts';
import { readIdentity } from './entry.ts';
import type { ProcessRecord } from './process-table.ts';

/** One answer carries so many processes. */
const ANSWER_LIMIT = 2000;

/** The processes of one container, with their command lines; those that died meanwhile are left out. */
export async function processesOf(
  members: readonly ProcessRecord[],
  proc: ProcessReader,
  reader: ReaderProcess,
): Promise<ProcessesResult> {
  const listed = [...members].sort((a, b) => a.pid - b.pid).slice(0, ANSWER_LIMIT);
  const batch: ReaderBatch = { hung: 0 };
  const processes = await Promise.all(listed.map((record) => processOf(record, proc, reader, batch)));
  return {
    processes: processes.filter((process) => process !== undefined),
    omitted: members.length - listed.length,
  };
}

async function processOf(
  { pid, startTime }: ProcessRecord,
  proc: ProcessReader,
  reader: ReaderProcess,
  batch: ReaderBatch,
): Promise<Process | undefined> {
  const words = await reader.readArguments(`/proc/${pid}/cmdline`, batch);
  const identity = readIdentity(proc, pid);
  // Read last: the same start time now means that everything above was of this process.
  const stat = proc.stat(pid);
  if (typeof stat === 'number' || stat.startTime !== startTime) return undefined;
  return {
    pid,
    startTime,
    parentPid: stat.parentPid,
    state: stat.state,
    comm: display(stat.comm),
    commandLine: commandLine(words),
    ...identity,
  };
}

function commandLine(words: Reading<readonly ByteString[]>): Reading<DisplayText> {
  if ('unread' in words) return words.unread.reason === 'gone' ? unread('gone') : words;
  return { value: display(words.value.map(quoted).join(' ')) };
}

/** An argument that is empty or holds a space is shown in quotes, so that one sees where it begins and ends. */
function quoted(word: ByteString): ByteString {
  return word === '' || /\s/.test(word) ? `'${word.replaceAll("'", String.raw`'\''`)}'` : word;
}
