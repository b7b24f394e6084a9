import { expect } from 'vitest';
import type { Knob } from '../../../src/shared/model/knob.ts';
import type { Ladder, LadderKind } from '../../../src/shared/model/ladder.ts';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import type { HelperClient } from '../../support/helper-client.ts';

/** A ladder that can be read. */
export function ladderOf(sample: LimitsSample, kind: LadderKind): Ladder {
  const ladder = sample.ladders[kind];
  if ('unread' in ladder) throw new Error(`${kind}: ${JSON.stringify(ladder.unread)}`);
  return ladder.value;
}

/** The level that binds, as `[path, limit]`; `undefined` where none does. */
export function bindingOf(ladder: Ladder): readonly [string, unknown] | undefined {
  const level = ladder.levels[ladder.binding ?? -1];
  if (level === undefined || 'unread' in level.limit) return undefined;
  const { value } = level.limit;
  return [level.path.text, value.kind === 'amount' ? value.amount : value.kind === 'cpus' ? value.list : value];
}

/** The text of each control file of a container, by its name. */
export async function knobTexts(helper: HelperClient, containerId: string): Promise<ReadonlyMap<string, string>> {
  const { knobs } = await helper.request('container/knobs', { containerId });
  expect(new Set(knobs.map(({ key }) => key)).size).toBe(knobs.length);
  return new Map(knobs.map((knob) => [knob.file, textOf(knob)]));
}

function textOf({ value }: Knob): string {
  return 'value' in value ? value.value.lines.join('\n') : value.unread.reason;
}
