import { unread } from '../../shared/model/reading.ts';
import type { ReaderOperation, ReaderReply, ReaderRequest } from './messages.ts';
import { perform } from './operations.ts';
import type { ReadProcesses } from './processes.ts';

/** The reader process: answers one request after the other until its parent goes. */
export function runReader(): void {
  const answering = new Answering();
  let last = Promise.resolve();
  process.on('message', (requests: readonly ReaderRequest[]) => {
    last = last.then(() => answering.answer(requests));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
}

class Answering {
  #processes: Promise<ReadProcesses> | undefined;

  /** The next read may hang this process, so it begins when the answer to the one before has left. */
  async answer(requests: readonly ReaderRequest[]): Promise<void> {
    for (const { id, operation } of requests) {
      const reply: ReaderReply = { id, reading: await this.#perform(operation) };
      await new Promise((sent) => process.send?.(reply, undefined, undefined, sent));
    }
  }

  async #perform(operation: ReaderOperation): Promise<ReaderReply['reading']> {
    if (operation.kind !== 'processes') return perform(operation);
    try {
      this.#processes ??= openProcesses();
      const read = await this.#processes;
      return { value: read(operation.pids) };
    } catch {
      return unread('error');
    }
  }
}

/** Loaded by the first who asks: most reader processes never need a system call that Node does not have. */
async function openProcesses(): Promise<ReadProcesses> {
  const { processesOf } = await import('./processes.ts');
  return processesOf('/proc');
}
