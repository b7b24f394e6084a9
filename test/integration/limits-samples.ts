import type { Ladder, LadderKind } from '../../src/shared/model/ladder.ts';
import type { LimitsSample } from '../../src/shared/model/sample.ts';
import type { LabContainer } from '../lab/container.ts';
import type { HelperClient } from '../support/helper-client.ts';
import { sampleById } from '../support/samples.ts';

/** The id under which a container of the lab is listed, once it is. */
export async function idOf(helper: HelperClient, { initPid }: LabContainer): Promise<string> {
  const find = () => [...helper.containers.values()].find(({ init }) => init.pid === initPid)?.id;
  await helper.until(`the row of ${initPid}`, () => find() !== undefined);
  return find() ?? '';
}

/** One sample of one container. @throws {Error} where the helper answers with an error */
export async function sampleOf(helper: HelperClient, container: LabContainer): Promise<LimitsSample> {
  return sampleById(helper, await idOf(helper, container));
}

/** A ladder that can be read. */
export function ladderOf(sample: LimitsSample, kind: LadderKind): Ladder {
  const ladder = sample.ladders[kind];
  if ('unread' in ladder) throw new Error(`${kind}: ${JSON.stringify(ladder.unread)}`);
  return ladder.value;
}

/** The path of the level that binds, and its limit; `undefined` where none does. */
export function bindingOf(sample: LimitsSample, kind: LadderKind) {
  const { levels, binding } = ladderOf(sample, kind);
  const level = levels[binding ?? -1];
  return level === undefined ? undefined : [level.path.text, 'value' in level.limit && level.limit.value];
}
