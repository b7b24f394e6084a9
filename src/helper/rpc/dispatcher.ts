import { type CancellationToken, ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { HelperError, type HelperErrorCode, type HelperErrorData } from '../../shared/errors.ts';
import { type Grant, type HelperMethod, type HelperRequests, PROTOCOL_VERSION } from '../../shared/protocol/helper.ts';
import { NEEDED_GRANTS } from './grants.ts';
import { SCHEMAS } from './schemas.ts';

export type Handlers = {
  readonly [M in HelperMethod]: (
    params: HelperRequests[M]['params'],
  ) => HelperRequests[M]['result'] | Promise<HelperRequests[M]['result']>;
};

/** A read that takes longer than this, in milliseconds, is answered with an error. */
const DEADLINE_MS = 2000;
/**
 * The first inventory of a large machine is more than a read; what is changed is also waited for. What changes something
 * gives up by itself before that: nothing is changed once it was said to take too long.
 */
const DEADLINES_MS: Partial<Record<HelperMethod, number>> = {
  'inventory/watch': 8000,
  'inventory/refresh': 8000,
  'container/processes': 5000,
  'signal/send': 10_000,
  'signal/await': 10_000,
  'container/freeze': 10_000,
  'limit/plan': 5000,
  'limit/set': 10_000,
  'run/check': 5000,
  'run/start': 5000,
};

type Handler = (params: unknown) => Promise<unknown>;

/** Checks each request and hands it to its handler. Every request settles: result, named error, or cancelled. */
export class Dispatcher {
  readonly #handlers: ReadonlyMap<string, Handler>;
  readonly #grant: Grant;
  #initialized = false;

  constructor(handlers: Handlers, grant: Grant) {
    this.#grant = grant;
    this.#handlers = new Map(
      (Object.keys(SCHEMAS) as HelperMethod[]).map((method) => [method, (params) => call(handlers, method, params)]),
    );
  }

  async dispatch(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    try {
      const handler = this.#handlers.get(method);
      if (handler === undefined) throw failure('UNKNOWN_METHOD', 'dispatch', 'no such request');
      this.#checkOrder(method, params);
      const changes = NEEDED_GRANTS[method as HelperMethod] === 'manage';
      if (changes && this.#grant !== 'manage') throw failure('NOT_GRANTED', method, 'this helper only reads');
      // What was begun is not taken back: whoever asked learns what came of it.
      return await settled(handler(params), method, changes ? undefined : token);
    } catch (error) {
      throw toResponse(error, method);
    }
  }

  #checkOrder(method: string, params: unknown): void {
    if (method !== 'initialize') {
      if (!this.#initialized) throw failure('NOT_INITIALIZED', method, 'initialize comes first');
      return;
    }
    if (this.#initialized) throw failure('ALREADY_INITIALIZED', method, 'initialize comes once');
    const { protocolVersion } = parse('initialize', params);
    if (protocolVersion !== PROTOCOL_VERSION) {
      throw failure('PROTOCOL_VERSION', method, `this helper speaks version ${PROTOCOL_VERSION}`);
    }
    this.#initialized = true;
  }
}

async function call<M extends HelperMethod>(
  handlers: Handlers,
  method: M,
  params: unknown,
): Promise<HelperRequests[M]['result']> {
  return await handlers[method](parse(method, params));
}

function parse<M extends HelperMethod>(method: M, params: unknown): HelperRequests[M]['params'] {
  const parsed = SCHEMAS[method].safeParse(params);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw failure('INVALID_PARAMS', method, where === '' ? 'wrong parameters' : `wrong parameter ${where.slice(0, 100)}`);
}

function settled(work: Promise<unknown>, method: string, token: CancellationToken | undefined): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(
      () => reject(failure('TIMEOUT', method, 'no answer in time')),
      DEADLINES_MS[method as HelperMethod] ?? DEADLINE_MS,
    );
    const cancelled = token?.onCancellationRequested(() => reject(failure('CANCELLED', method, 'cancelled')));
    work.then(resolve, reject).finally(() => {
      clearTimeout(deadline);
      cancelled?.dispose();
    });
  });
}

function failure(code: HelperErrorCode, operation: string, message: string): HelperError {
  return new HelperError({ code, operation }, message);
}

const RPC_CODES: Partial<Record<HelperErrorCode, number>> = {
  INVALID_PARAMS: ErrorCodes.InvalidParams,
  UNKNOWN_METHOD: ErrorCodes.MethodNotFound,
  INTERNAL: ErrorCodes.InternalError,
};
/** Of the range that JSON-RPC leaves to servers. */
const OTHER_RPC_CODE = -32000;

function toResponse(error: unknown, method: string): ResponseError<HelperErrorData> {
  if (error instanceof HelperError) {
    return new ResponseError(RPC_CODES[error.data.code] ?? OTHER_RPC_CODE, error.message, error.data);
  }
  const data: HelperErrorData = { code: 'INTERNAL', operation: method };
  return new ResponseError(ErrorCodes.InternalError, error instanceof Error ? error.message : 'failed', data);
}
