import type { Readable, Writable } from 'node:stream';
import { createMessageConnection, ErrorCodes, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { HelperErrorData } from '../../shared/errors.ts';
import type { Grant, HelperNotifications } from '../../shared/protocol/helper.ts';
import { CappedMessageReader } from './capped-reader.ts';
import { Dispatcher, type Handlers } from './dispatcher.ts';

export interface Server {
  /** Settles when it has left, or cannot. */
  notify<N extends keyof HelperNotifications>(method: N, params: HelperNotifications[N]): Promise<void>;
  dispose(): void;
}

/**
 * Serves the helper's requests on a pair of streams.
 *
 * @param grant what may be asked for
 * @param lost called when the input is no longer understood: where the next message begins is unknown
 */
export function serve(input: Readable, output: Writable, handlers: Handlers, grant: Grant, lost: () => void): Server {
  const dispatcher = new Dispatcher(handlers, grant);
  const writer = new StreamMessageWriter(output);
  const reader = new CappedMessageReader(input, (problem, fatal) => {
    const data: HelperErrorData = { code: 'BAD_MESSAGE', operation: 'receive' };
    const answer = { jsonrpc: '2.0', id: null, error: { code: ErrorCodes.ParseError, message: problem, data } };
    const done = () => {
      if (fatal) lost();
    };
    // An output that fails is told by the stream itself.
    writer.write(answer).then(done, done);
  });
  const connection = createMessageConnection(reader, writer);
  connection.onRequest((method, params, token) => dispatcher.dispatch(method, params, token));
  connection.listen();
  return {
    notify: (method, params) => connection.sendNotification(method, params).catch(() => undefined),
    dispose: () => connection.dispose(),
  };
}
