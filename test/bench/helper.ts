import { join } from 'node:path';
import { helperEnvironment, runtimeFlags } from '../../src/extension/helper-client/environment.ts';
import { PROTOCOL_VERSION } from '../../src/shared/protocol/helper.ts';
import { HelperClient } from '../support/helper-client.ts';
import type { Context } from './context.ts';

export interface StartedHelper {
  readonly client: HelperClient;
  readonly pid: number;
  readonly end: () => Promise<void>;
}

export interface HelperStart {
  readonly nodeArguments?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts the built helper as the extension does, and says hello. */
export async function startHelper(context: Context, start: HelperStart = {}): Promise<StartedHelper> {
  // The first of a run fills it, as the first start after an installation does.
  const compileCache = join(context.build, 'compiled');
  const environment = helperEnvironment(process.env, { isElectron: false, compileCache });
  const client = HelperClient.spawn({
    script: join(context.build, 'helper.js'),
    nodeArguments: [...runtimeFlags(process.versions.node, false), ...(start.nodeArguments ?? [])],
    spawn: { env: { ...environment, ...start.environment } },
  });
  const end = context.undo.defer(() => client[Symbol.asyncDispose]());
  await client.request('initialize', { protocolVersion: PROTOCOL_VERSION });
  return { client, pid: client.child.pid ?? 0, end };
}
