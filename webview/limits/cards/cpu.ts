import { formatPercent } from '../../../src/shared/format/percent.ts';
import { isRead } from '../../../src/shared/model/reading.ts';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import { lastValue } from '../../chart/summary.ts';
import { type CardModel, unreadCard } from './card-model.ts';
import { cpuCeiling } from './cpu-ceiling.ts';
import { hasValues, type Timeline, valuesOf } from './timeline.ts';

/** CPU in use, against what the container can get, and how much of the time it had to wait. */
export function cpuCard(sample: LimitsSample, timeline: Timeline): CardModel {
  const base = { id: 'cpu', title: 'CPU' };
  if (!isRead(sample.cpu)) return unreadCard(base, sample.cpu.unread);
  const cpu = valuesOf(timeline, (point) => point.cpu);
  const throttled = valuesOf(timeline, (point) => point.throttled);
  const ceiling = cpuCeiling(sample);
  const now = lastValue(cpu);
  const throttledNow = lastValue(throttled);
  return {
    ...base,
    big: now === null ? 'measuring…' : `${formatPercent(now)} of one CPU`,
    ...(now !== null && { share: now / ceiling.cpus }),
    facts: [
      { name: `of ${ceiling.words}`, value: now === null ? 'measuring…' : formatPercent(now / ceiling.cpus) },
      ...(ceiling.setBy === undefined ? [] : [{ name: 'quota', value: ceiling.setBy }]),
      ...(throttledNow === null ? [] : [{ name: 'periods throttled', value: formatPercent(throttledNow) }]),
    ],
    chart: {
      times: timeline.times,
      curves: [
        { label: 'CPU in use', ink: 'blue', values: cpu },
        ...(hasValues(throttled)
          ? [
              {
                label: 'periods throttled (the top is 100 %)',
                ink: 'orange' as const,
                dash: [4, 3],
                values: throttled,
                ofHeight: true,
              },
            ]
          : []),
      ],
      marks: ceiling.by === 'machine' ? [] : [{ label: ceiling.by, ink: 'red', dash: [8, 4], value: ceiling.cpus }],
      stacked: false,
      format: formatPercent,
      steps: 'decimal',
      least: 0.02,
    },
  };
}
