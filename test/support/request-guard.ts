import type { Message, RequestMessage } from 'vscode-jsonrpc/node';
import { Message as Messages, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { at } from '../lab/json.ts';
import { requireStarted } from '../lab/started.ts';

const CONT = 18;
/** Requests that change something. */
const CHANGING: ReadonlySet<string> = new Set(['signal/send', 'container/freeze', 'limit/set']);

/** Writes to the helper, and lets through no change of something that the tests did not start. */
export class GuardedWriter extends StreamMessageWriter {
  readonly #mayBeForeign: WeakSet<object>;

  /** @param mayBeForeign parameters of requests that are harmless, and which the helper itself is to refuse */
  constructor(output: NodeJS.WritableStream, mayBeForeign: WeakSet<object>) {
    super(output);
    this.#mayBeForeign = mayBeForeign;
  }

  override async write(message: Message): Promise<void> {
    if (Messages.isRequest(message)) this.#check(message);
    return super.write(message);
  }

  #check({ method, params }: RequestMessage): void {
    if (!CHANGING.has(method) || (params !== undefined && this.#mayBeForeign.has(params))) return;
    const pid = targetPid(params);
    if (pid === undefined) return;
    if (pid <= 0) throw new Error(`${method} for "process" ${pid}, which would be many of them`);
    requireStarted(pid);
  }
}

/** @throws {Error} where a helper that does not refuse it could do harm */
export function requireHarmless(method: string, params: object): void {
  const isHarmless =
    (method === 'signal/send' && at(params, 'signal') === CONT) ||
    (method === 'container/freeze' && at(params, 'frozen') === false);
  if (!isHarmless) throw new Error(`${method} is to be refused by the helper, and would do harm if it were not`);
}

/** Whoever has this number now is who a helper without its checks would reach; undefined where none is named. */
function targetPid(params: unknown): number | undefined {
  const named = [
    at(params, 'target', 'process', 'pid'),
    at(params, 'target', 'init', 'pid'),
    at(params, 'init', 'pid'),
  ];
  return named.find((pid) => typeof pid === 'number');
}
