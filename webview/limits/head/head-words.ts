import { isRead } from '../../../src/shared/model/reading.ts';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import type { PageRefusal, PageStatus, PageSubject } from '../../../src/shared/protocol/limits-page.ts';
import { formatMoment } from '../../../src/shared/format/clock.ts';
import { LADDER_NAMES } from '../ladders/ladder-words.ts';
import { LADDER_KINDS } from '../../../src/shared/model/ladder.ts';

/** What made it, its first process, its image, its pod. */
export function subjectFacts(subject: PageSubject): readonly string[] {
  return [
    subject.kind === 'sandbox' ? `sandbox · ${subject.runtimeWords}` : subject.runtimeWords,
    `pid ${subject.initPid}`,
    ...(subject.image === undefined ? [] : [`image ${subject.image}`]),
    ...(subject.pod === undefined ? [] : [`pod ${subject.pod}`]),
  ];
}

/**
 * The status in one or two sentences.
 * @param shown whether the page shows anything yet
 * @param now milliseconds since the epoch
 */
export function statusWords(status: PageStatus, shown: boolean, now: number): string {
  const before = shown ? ' What is shown is from before.' : '';
  switch (status.kind) {
    case 'loading':
      return 'Reading the limits from the kernel…';
    case 'live':
      return 'Live';
    case 'ended':
      return `${status.at === undefined ? 'Ended.' : `Ended at ${formatMoment(status.at, now)}.`}${before}`;
    case 'restarting':
      return `The helper, the program that reads the kernel, is being started again.${before}`;
    case 'stopped':
      return `${asSentence(status.words)}${before}`;
    case 'failed':
      return `${asSentence(status.words)} It is tried again by itself.`;
  }
}

const asSentence = (words: string): string => (/[.!?…]$/.test(words) ? words : `${words}.`);

/** Of a container that is frozen: by which freezer, and what that means. */
export function frozenNote({ state, frozenBy }: PageSubject): string | undefined {
  if (state !== 'frozen') return undefined;
  return frozenBy === undefined
    ? 'Frozen by the freezer of its own cgroup: none of its processes runs until it is thawed.'
    : `Frozen by the cgroup ${frozenBy} above it: none of its processes runs until that one is thawed.`;
}

/** Why nothing can be changed about the container; `undefined` where it can. */
export function refusalWords(
  status: PageStatus,
  refusal: PageRefusal | undefined,
  isKnown: boolean,
): string | undefined {
  if (status.kind === 'ended') return 'The container ended.';
  switch (refusal) {
    case 'setting':
      return 'Changes are switched off in the settings (Allow Changes).';
    case 'untrusted':
      return 'This workspace is not trusted, so nothing may be changed.';
    case undefined:
      return isKnown ? undefined : 'The container is not known yet.';
  }
}

/** Where the container has no cgroup of its own: whose figures these are. */
export function sharedNote({ ladders }: LimitsSample): string | undefined {
  const read = LADDER_KINDS.flatMap((kind) => {
    const ladder = ladders[kind];
    return isRead(ladder) && ladder.value.levels.length > 0 ? [{ kind, own: ladder.value.own }] : [];
  });
  const shared = read.filter(({ own }) => !own).map(({ kind }) => LADDER_NAMES[kind]);
  if (shared.length === 0) return undefined;
  if (shared.length === read.length) {
    return 'It has no cgroup of its own. Limits and figures are those of the cgroup that it shares: of everything in there.';
  }
  return `It has no cgroup of its own for ${shared.join(', ')}: there, limits and figures are of everything that shares its cgroup.`;
}
