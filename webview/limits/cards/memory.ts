import type { Curve } from '../../chart/model.ts';
import { formatBytes, formatBytesFine } from '../../../src/shared/format/bytes.ts';
import { isRead } from '../../../src/shared/model/reading.ts';
import type { LimitsSample, MemoryFigures } from '../../../src/shared/model/sample.ts';
import type { PointMemory } from '../../../src/shared/protocol/limits-page.ts';
import { bindingAmount, bindingLevel, ladderOf, setByWords } from '../ladders/binding.ts';
import { type CardModel, type Fact, unreadCard } from './card-model.ts';
import { MEMORY_FILES } from './memory-files.ts';
import { hasValues, type Timeline, valuesOf } from './timeline.ts';

type Part = Exclude<keyof PointMemory, 'current' | 'workingSet'>;

/** What memory is made of, from the bottom of the stack to its top. */
const PARTS: readonly (Omit<Curve, 'values'> & { readonly part: Part })[] = [
  { part: 'anon', label: 'anon', ink: 'blue' },
  { part: 'shmem', label: 'shmem', ink: 'purple', dash: [6, 2] },
  { part: 'file', label: 'file (cache)', ink: 'green', dash: [3, 2] },
  { part: 'kernel', label: 'kernel', ink: 'yellow', dash: [8, 2, 2, 2] },
  { part: 'swap', label: 'swap (beside the limit)', ink: 'orange', dash: [1, 2] },
];

/** Memory in use, what it is made of, and how far the limit is. */
export function memoryCard(sample: LimitsSample, timeline: Timeline): CardModel {
  const base = { id: 'memory', title: 'Memory' };
  if (!isRead(sample.memory)) return unreadCard(base, sample.memory.unread);
  const figures = sample.memory.value;
  const ladder = ladderOf(sample, 'memory');
  const files = MEMORY_FILES[ladder?.version ?? 2];
  const max = bindingAmount(ladder);
  const high = bindingAmount(ladderOf(sample, 'memory-high'));
  const curves = PARTS.map(({ part, ...look }) => ({
    ...look,
    values: valuesOf(timeline, (point) => point.memory?.[part]),
  })).filter(({ values }) => hasValues(values));
  return {
    ...base,
    big: `${formatBytesFine(figures.current)} ${max === undefined ? '· no limit' : `of ${formatBytes(max)}`}`,
    ...(max !== undefined && { share: figures.current / max }),
    facts: memoryFacts(sample, figures),
    chart: {
      times: timeline.times,
      curves,
      marks: [
        ...(max === undefined ? [] : [{ label: files.max, ink: 'red' as const, dash: [8, 4], value: max }]),
        ...(high === undefined
          ? []
          : [{ label: 'memory.high', ink: 'foreground' as const, dash: [2, 3], value: high }]),
      ],
      stacked: true,
      format: formatBytesFine,
      steps: 'binary',
      least: 1024,
    },
  };
}

/** Both numbers that people know as "memory used", with their names, and who sets the limit. */
function memoryFacts(sample: LimitsSample, figures: MemoryFigures): readonly Fact[] {
  const ladder = ladderOf(sample, 'memory');
  const files = MEMORY_FILES[ladder?.version ?? 2];
  const level = bindingLevel(ladder);
  return [
    { name: files.current, file: true, value: formatBytesFine(figures.current) },
    { name: 'working set (as docker stats)', value: formatBytesFine(figures.workingSet) },
    ...(figures.peak === undefined ? [] : [{ name: files.peak, file: true, value: formatBytesFine(figures.peak) }]),
    ...(level === undefined ? [] : [{ name: files.max, file: true, value: setByWords(level) }]),
  ];
}
