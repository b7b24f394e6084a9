import type { ChartModel } from '../../chart/model.ts';
import { formatPercent } from '../../../src/shared/format/percent.ts';
import { unreadWords } from '../../../src/shared/format/words.ts';
import { isRead } from '../../../src/shared/model/reading.ts';
import {
  type LimitsSample,
  PRESSURE_RESOURCES,
  type PressureOff,
  type PressureResource,
} from '../../../src/shared/model/sample.ts';
import { hasValues, type Timeline, valuesOf } from './timeline.ts';

const NAMES: Readonly<Record<PressureResource, string>> = { cpu: 'CPU', memory: 'Memory', io: 'I/O' };

const OFF: Readonly<Record<PressureOff, string>> = {
  boot: 'the kernel was started without it; boot with psi=1',
  kernel: 'this kernel was built without it',
  cgroup: 'cgroup.pressure of this cgroup is 0; write 1 to it',
  'no-unified': 'only cgroup version 2 has it, and this container is in none',
};

/** How much some task, or all of them, waited for one resource. */
export interface PressureModel {
  readonly resource: PressureResource;
  readonly name: string;
  /** In place of the curves: why there are none. */
  readonly off?: string;
  readonly chart?: ChartModel;
}

export function pressureModels(sample: LimitsSample, timeline: Timeline): readonly PressureModel[] {
  return PRESSURE_RESOURCES.map((resource) => {
    const reading = sample.pressure[resource];
    const base = { resource, name: NAMES[resource] };
    if (!isRead(reading)) return { ...base, off: unreadWords(reading.unread) };
    if (reading.value.kind === 'off') return { ...base, off: `off: ${OFF[reading.value.why]}` };
    return { ...base, chart: pressureChart(resource, timeline) };
  });
}

function pressureChart(resource: PressureResource, timeline: Timeline): ChartModel {
  const full = valuesOf(timeline, (point) => point.pressure[resource]?.full);
  return {
    times: timeline.times,
    curves: [
      { label: 'some', ink: 'blue', values: valuesOf(timeline, (point) => point.pressure[resource]?.some) },
      ...(hasValues(full) ? [{ label: 'full', ink: 'red' as const, dash: [4, 3], values: full }] : []),
    ],
    marks: [],
    stacked: false,
    format: (percent) => formatPercent(percent / 100),
    steps: 'decimal',
    least: 10,
  };
}
