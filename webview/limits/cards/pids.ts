import { countOf } from '../../../src/shared/format/count.ts';
import { isRead } from '../../../src/shared/model/reading.ts';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import { bindingAmount, bindingLevel, ladderOf, setByWords } from '../ladders/binding.ts';
import { type CardModel, unreadCard } from './card-model.ts';
import { type Timeline, valuesOf } from './timeline.ts';

/** Tasks (processes and their threads), which the kernel counts and limits together. */
export function pidsCard(sample: LimitsSample, timeline: Timeline): CardModel {
  const base = { id: 'pids', title: 'Processes and threads' };
  if (!isRead(sample.pids)) return unreadCard(base, sample.pids.unread);
  const values = valuesOf(timeline, (point) => point.pids);
  const { current, peak } = sample.pids.value;
  const ladder = ladderOf(sample, 'pids');
  const max = bindingAmount(ladder);
  const level = bindingLevel(ladder);
  return {
    ...base,
    big: max === undefined ? `${current} · no limit` : `${current} of ${max}`,
    ...(max !== undefined && { share: current / max }),
    facts: [
      { name: 'pids.current', file: true, value: countOf(current, 'task', 'tasks') },
      ...(peak === undefined ? [] : [{ name: 'pids.peak', file: true, value: String(peak) }]),
      ...(level === undefined ? [] : [{ name: 'pids.max', file: true, value: setByWords(level) }]),
    ],
    chart: {
      times: timeline.times,
      curves: [{ label: 'tasks', ink: 'blue', values }],
      marks: max === undefined ? [] : [{ label: 'pids.max', ink: 'red', dash: [8, 4], value: max }],
      stacked: false,
      format: (value) => String(Math.round(value * 10) / 10),
      steps: 'decimal',
      least: 4,
    },
  };
}
