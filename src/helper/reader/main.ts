import type { ReaderRequest, ReaderReply } from './messages.ts';
import { perform } from './operations.ts';

/** The reader process: answers one request after the other until its parent goes. */
export function runReader(): void {
  process.on('message', (requests: readonly ReaderRequest[]) => {
    for (const { id, operation } of requests) {
      const reply: ReaderReply = { id, reading: perform(operation) };
      process.send?.(reply);
    }
  });
  process.on('disconnect', () => process.exit(0));
  process.send?.('ready');
}
