import type { RunTranscriptResult } from '../../shared/protocol/runs.ts';
import { errnoName } from '../kernel/errno.ts';
import type { Run } from './run.ts';

/** How a run was made, for people. */
export function describeRun(name: string, { made, steps }: Run): RunTranscriptResult {
  const lines = steps.map(({ index, errno, duration }) => {
    const op = made.plan.steps[index]?.op ?? '?';
    return `${index + 1}. ${op}, ${Math.round(duration / 1000)} µs${errno === 0 ? '' : `: ${errnoName(errno)}`}`;
  });
  const config = JSON.stringify(made.spec, undefined, 2);
  return { markdown: [`# How ${name} was made`, '', ...lines, ''].join('\n'), config };
}
