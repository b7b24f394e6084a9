import type { LimitsSample } from '../../src/shared/model/sample.ts';
import { HeldSet } from '../../src/shared/protocol/held-set.ts';
import type { SampleAnswer } from '../../src/shared/protocol/sample-set.ts';
import type { HelperClient } from './helper-client.ts';

/** Samples containers in one go. @param held told before: then the helper tells what changed since */
export async function samplesOf(
  helper: HelperClient,
  containerIds: readonly string[],
  held = new HeldSet(),
): Promise<readonly SampleAnswer[]> {
  return held.take(await helper.request('containers/sample', held.params(containerIds)));
}

/** One sample of one container. @throws {Error} where the helper answers with an error */
export async function sampleById(helper: HelperClient, containerId: string, held?: HeldSet): Promise<LimitsSample> {
  const [answer] = await samplesOf(helper, [containerId], held);
  if (answer === undefined || !('sample' in answer)) throw new Error(`no sample: ${JSON.stringify(answer)}`);
  return answer.sample;
}
