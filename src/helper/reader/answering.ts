import type { ReaderReply, ReaderRequest } from './messages.ts';
import { perform } from './operations.ts';

/** The reader process: answers one request after the other until its parent goes. */
export function runReader(): void {
  let last = Promise.resolve();
  process.on('message', (requests: readonly ReaderRequest[]) => {
    last = last.then(() => answer(requests));
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
}

/** The next read may hang this process, so it begins when the answer to the one before has left. */
async function answer(requests: readonly ReaderRequest[]): Promise<void> {
  for (const { id, operation } of requests) {
    const reply: ReaderReply = { id, reading: perform(operation) };
    await new Promise((sent) => process.send?.(reply, undefined, undefined, sent));
  }
}
