import type { HelperErrorData } from '../errors.ts';
import { type Ladder, LADDER_KINDS, type LadderKind, type LadderLevel } from '../model/ladder.ts';
import type { Reading } from '../model/reading.ts';
import type { LimitsSample } from '../model/sample.ts';

/** What came of sampling one container. */
export type SampleAnswer =
  | { readonly containerId: string; readonly sample: LimitsSample }
  | { readonly containerId: string; readonly error: HelperErrorData };

/** A ladder whose levels are told by their places in `SampleSet.levels`. */
type PackedLadder = Omit<Ladder, 'levels'> & { readonly levels: readonly number[] };

type PackedSample = Omit<LimitsSample, 'ladders'> & {
  readonly ladders: Readonly<Record<LadderKind, Reading<PackedLadder>>>;
};

/** The answers of one request: a level that several containers stand below is told once. */
export interface SampleSet {
  readonly answers: readonly (
    | { readonly containerId: string; readonly sample: PackedSample }
    | { readonly containerId: string; readonly error: HelperErrorData }
  )[];
  readonly levels: readonly LadderLevel[];
}

/** Levels that are the same object become one. */
export function packSamples(answers: readonly SampleAnswer[]): SampleSet {
  const places = new Map<LadderLevel, number>();
  const placeOf = (level: LadderLevel): number => {
    let place = places.get(level);
    if (place === undefined) places.set(level, (place = places.size));
    return place;
  };
  return {
    answers: answers.map((answer) =>
      'error' in answer
        ? answer
        : {
            containerId: answer.containerId,
            sample: withLadders(answer.sample, (ladder: Ladder) => ({
              ...ladder,
              levels: ladder.levels.map(placeOf),
            })),
          },
    ),
    levels: [...places.keys()],
  };
}

/** @throws {RangeError} a ladder names a level that is not told */
export function unpackSamples({ answers, levels }: SampleSet): readonly SampleAnswer[] {
  const levelAt = (place: number): LadderLevel => {
    const level = levels[place];
    if (level === undefined) throw new RangeError(`no level ${place}`);
    return level;
  };
  return answers.map((answer) =>
    'error' in answer
      ? answer
      : {
          containerId: answer.containerId,
          sample: withLadders(answer.sample, (ladder: PackedLadder) => ({
            ...ladder,
            levels: ladder.levels.map(levelAt),
          })),
        },
  );
}

function withLadders<From, To>(
  sample: Omit<LimitsSample, 'ladders'> & { readonly ladders: Readonly<Record<LadderKind, Reading<From>>> },
  map: (ladder: From) => To,
) {
  const { ladders } = sample;
  const mapped = {} as Record<LadderKind, Reading<To>>;
  for (const kind of LADDER_KINDS) {
    const ladder = ladders[kind];
    mapped[kind] = 'value' in ladder ? { value: map(ladder.value) } : ladder;
  }
  return { ...sample, ladders: mapped };
}
