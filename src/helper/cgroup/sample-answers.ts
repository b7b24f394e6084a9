import type { HelperErrorCode } from '../../shared/errors.ts';
import type { LimitsSample } from '../../shared/model/sample.ts';
import type { SampleAnswer } from '../../shared/protocol/sample-set.ts';
import type { ContainerCgroups } from './container-cgroups.ts';

const OPERATION = 'containers/sample';

/** A container as the inventory knows it. */
export interface Sampled {
  readonly cgroups: ContainerCgroups;
  /** Whether its init is still the process that the inventory knows. */
  isThere(): boolean;
}

/** What samples are made from. */
export interface SampleSources {
  find(containerId: string): Sampled | undefined;
  /** Brings what `find` knows up to date. */
  refresh(): Promise<unknown>;
  sample(cgroups: ContainerCgroups): LimitsSample;
}

/**
 * One answer for each id, in their order. A container may have come, or have been started again, since the last look
 * at the processes: where one is missing there is one more look, however many are. One id never spoils another's answer.
 */
export async function sampleAnswers(
  containerIds: readonly string[],
  sources: SampleSources,
): Promise<readonly SampleAnswer[]> {
  const answers = containerIds.map((id) => answerOf(id, sources));
  if (answers.includes(undefined)) {
    // What cannot be brought up to date is as it was.
    await sources.refresh().catch(() => undefined);
  }
  return containerIds.map((id, index) => answers[index] ?? answerOf(id, sources) ?? failure(id, 'GONE'));
}

/** `undefined` where no container with this id is known, or its init is not there any more. */
function answerOf(containerId: string, sources: SampleSources): SampleAnswer | undefined {
  try {
    const container = sources.find(containerId);
    if (container === undefined) return undefined;
    const sample = sources.sample(container.cgroups);
    // Asked last: what was read of a container that ended meanwhile is of nobody.
    return container.isThere() ? { containerId, sample } : undefined;
  } catch {
    return failure(containerId, 'INTERNAL');
  }
}

function failure(containerId: string, code: HelperErrorCode): SampleAnswer {
  return { containerId, error: { code, operation: OPERATION, target: containerId } };
}
