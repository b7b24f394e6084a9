import { buildProgram } from './build-program.ts';

/** Bundles forecast-sender.ts; its path. */
export function buildSender(): Promise<string> {
  return buildProgram('forecast-sender');
}
