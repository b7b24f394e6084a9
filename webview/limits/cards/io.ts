import { lastValue } from '../../chart/summary.ts';
import type { Mark, Value } from '../../chart/model.ts';
import { formatByteRate } from '../../../src/shared/format/bytes.ts';
import { countOf } from '../../../src/shared/format/count.ts';
import { isRead } from '../../../src/shared/model/reading.ts';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import type { PointDevice } from '../../../src/shared/protocol/limits-page.ts';
import { type CardModel, unreadCard } from './card-model.ts';
import { deviceLimits } from './io-devices.ts';
import { type Timeline, valuesOf } from './timeline.ts';

/**
 * Bytes read from and written to block devices.
 * @param device one of them; all together where there is none
 */
export function ioCard(sample: LimitsSample, timeline: Timeline, device: string | undefined): CardModel {
  const base = { id: 'io', title: 'I/O' };
  if (!isRead(sample.io)) return unreadCard(base, sample.io.unread);
  const { devices, omitted = 0 } = sample.io.value;
  if (devices.length === 0 && omitted === 0)
    return { ...base, big: 'none so far', note: 'It has not read from or written to any block device yet.', facts: [] };
  const rates = (way: 'read' | 'write') => valuesOf(timeline, ({ io }) => io && sumOf(io, way, device));
  const [reads, writes] = [rates('read'), rates('write')];
  return {
    ...base,
    big: bigWords(lastValue(reads), lastValue(writes)),
    facts: [
      { name: 'block devices', value: countOf(devices.length + omitted, 'device', 'devices') },
      ...(device === undefined ? [] : [{ name: 'shown', value: device }]),
    ],
    chart: {
      times: timeline.times,
      curves: [
        { label: 'read', ink: 'blue', values: reads },
        { label: 'written', ink: 'orange', dash: [4, 3], values: writes },
      ],
      marks: device === undefined ? [] : marksOf(sample, device),
      stacked: false,
      format: formatByteRate,
      steps: 'binary',
      least: 4096,
    },
  };
}

function sumOf(devices: readonly PointDevice[], way: 'read' | 'write', device: string | undefined): number {
  return devices.reduce((sum, one) => (device === undefined || one.device === device ? sum + one[way] : sum), 0);
}

function bigWords(read: Value, write: Value): string {
  if (read === null || write === null) return 'measuring…';
  return `${formatByteRate(read)} read · ${formatByteRate(write)} written`;
}

function marksOf(sample: LimitsSample, device: string): readonly Mark[] {
  const { readBytes, writeBytes } = deviceLimits(sample, device);
  return [
    ...(readBytes === undefined ? [] : [{ label: 'read limit', ink: 'red' as const, dash: [8, 4], value: readBytes }]),
    ...(writeBytes === undefined
      ? []
      : [{ label: 'write limit', ink: 'red' as const, dash: [2, 3], value: writeBytes }]),
  ];
}
