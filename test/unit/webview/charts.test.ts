import { expect, test } from 'vitest';
import { formatBytesFine } from '../../../src/shared/format/bytes.ts';
import { formatClock, formatMoment } from '../../../src/shared/format/clock.ts';
import type { ChartModel, Curve } from '../../../webview/chart/model.ts';
import { drawnValues, scaleTop } from '../../../webview/chart/stack.ts';
import { curveSentence } from '../../../webview/chart/summary.ts';
import { ioCard } from '../../../webview/limits/cards/io.ts';
import { memoryCard } from '../../../webview/limits/cards/memory.ts';
import { timelineOf } from '../../../webview/limits/cards/timeline.ts';
import { NOW, pointAt, points } from '../../page/support/messages.ts';
import { fullSample, MIB } from '../../page/support/sample.ts';

const curve = (values: Curve['values'], more: Partial<Curve> = {}): Curve => ({
  label: 'a',
  ink: 'blue',
  values,
  ...more,
});
const chart = (curves: readonly Curve[], more: Partial<ChartModel> = {}): ChartModel => ({
  ...{ times: [1, 2, 3], curves, marks: [], stacked: false, format: String, steps: 'decimal', least: 1 },
  ...more,
});

test('a stack adds up, and keeps its gaps', () => {
  const stack = chart([curve([1, null, 3]), curve([10, null, null])], { stacked: true });
  expect(drawnValues(stack)).toEqual([
    [1, null, 3],
    [11, null, 3],
  ]);
});

test('the scale holds every value, and a limit that is not far off', () => {
  const mark = (value: number) => ({ label: 'max', ink: 'red' as const, dash: [], value });
  const top = (...marks: number[]) => scaleTop(chart([curve([1, 10, null])], { marks: marks.map(mark) })) / 1.08;
  expect(top()).toBeCloseTo(10);
  expect(top(40)).toBeCloseTo(40);
  expect(top(4000)).toBeCloseTo(10);
  expect(scaleTop(chart([curve([0, 0])], { least: 5 })) / 1.08).toBeCloseTo(5);
  expect(scaleTop(chart([curve([0.5]), curve([1], { ofHeight: true })], { least: 0 })) / 1.08).toBeCloseTo(0.5);
});

test('a curve in words tells now, least and most', () => {
  expect(curveSentence(curve([1, 5, 3]), String)).toBe('a: now 3, 1 to 5 in the last 10 minutes');
  expect(curveSentence(curve([2, 2]), String)).toBe('a: now 2, 2 all the time in the last 10 minutes');
  expect(curveSentence(curve([1, null]), String)).toBe('a: not known now, 1 all the time in the last 10 minutes');
  expect(curveSentence(curve([null]), String)).toBe('a: not measured yet');
});

test('points far from each other have a gap between them', () => {
  const [first, second] = points(2);
  if (first === undefined || second === undefined) throw new Error('there are two');
  const timeline = timelineOf([first, { ...second, time: first.time + 60 }]);
  expect(timeline.points.map((point) => point === undefined)).toEqual([false, true, false]);
  expect(timeline.times).toEqual([first.time, first.time + 1, first.time + 60]);
});

test('memory has both numbers by their names, those of the version', () => {
  const facts = (version: 1 | 2) => {
    const sample = fullSample();
    const { memory } = sample.ladders;
    if (!('value' in memory)) throw new Error('it is read');
    const ladders = { ...sample.ladders, memory: { value: { ...memory.value, version } } };
    return memoryCard({ ...sample, ladders }, timelineOf(points(3)));
  };
  expect(facts(2).big).toBe('52.3 MiB of 64 MiB');
  expect(facts(2).facts.slice(0, 2)).toMatchObject([
    { name: 'memory.current', value: '52.3 MiB' },
    { name: 'working set (as docker stats)', value: '41.8 MiB' },
  ]);
  expect(facts(1).facts[0]?.name).toBe('memory.usage_in_bytes');
});

test('I/O of one device has its limits', () => {
  const card = ioCard(fullSample(), timelineOf([pointAt(0)]), '8:0');
  expect(card.chart?.marks).toMatchObject([{ label: 'read limit', value: 10 * MIB }]);
  expect(ioCard(fullSample(), timelineOf([pointAt(0)]), undefined).chart?.marks).toEqual([]);
});

test('clocks have 24 hours, and the day where it is another', () => {
  expect(formatClock(NOW)).toBe('14:02:11');
  expect(formatClock(NOW, 'minutes')).toBe('14:02');
  expect(formatMoment(NOW, NOW + 60_000)).toBe('14:02:11');
  expect(formatMoment(NOW, NOW + 86_400_000)).toMatch(/12.*14:02:11/);
});

test.each([
  [0, '0 B'],
  [12.14 * MIB, '12.1 MiB'],
  [100.4 * MIB, '100 MiB'],
  [1023.6, '1 KiB'],
])('bytes that are watched have a decimal: %s', (bytes, words) => {
  expect(formatBytesFine(bytes)).toBe(words);
});
