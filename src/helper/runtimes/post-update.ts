import type { ByteString } from '../../shared/text/display.ts';
import { saidBy } from './engine-error.ts';
import type { RuntimeControl } from './runtime.ts';

/** What came of asking a container's owner for new limits. */
export type UpdateAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly message: ByteString }
  /** This user may not ask it. */
  | { readonly kind: 'permission'; readonly message: ByteString }
  /** It was asked, and it is not known what it did: it did not answer in time, or the connection broke. */
  | { readonly kind: 'unanswered' };

/** Asks for new limits, and waits so many milliseconds for the answer. */
export type Update<T> = (update: T, deadlineMs: number) => Promise<UpdateAnswer>;

/** Asks a runtime over its socket: the body of the request is what is to be changed. */
export function postUpdate<T extends object>(control: RuntimeControl, socket: string, path: string): Update<T> {
  return async (update, deadlineMs) => {
    const answer = await control.post(socket, path, deadlineMs, update);
    if ('unread' in answer) {
      const { reason, errno = reason } = answer.unread;
      const message = `no answer (${errno})`;
      if (reason === 'permission') return { kind: 'permission', message };
      // Nobody was there to be asked.
      return reason === 'gone' ? { kind: 'refused', message } : { kind: 'unanswered' };
    }
    const { status } = answer.value;
    if (status >= 200 && status < 300) return { kind: 'done' };
    return { kind: 'refused', message: saidBy(answer.value) };
  };
}
