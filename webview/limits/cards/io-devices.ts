import type { DeviceLimit } from '../../../src/shared/model/cgroup.ts';
import { valueOf } from '../../../src/shared/model/reading.ts';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import { ladderOf } from '../ladders/binding.ts';
import type { Timeline } from './timeline.ts';

export interface DeviceChoice {
  /** `major:minor` */
  readonly device: string;
  /** `sda (8:0)` */
  readonly words: string;
}

/** The devices of which some point tells, those that moved most bytes first. */
export function deviceChoices(sample: LimitsSample, timeline: Timeline): readonly DeviceChoice[] {
  const figures = valueOf(sample.io)?.devices ?? [];
  const drawn = new Set(timeline.points.flatMap((point) => point?.io?.map(({ device }) => device) ?? []));
  const known = figures.filter(({ device }) => drawn.has(device));
  const others = [...drawn].filter((device) => !known.some((one) => one.device === device));
  return [
    ...known.map(({ device, name }) => ({ device, words: name === undefined ? device : `${name} (${device})` })),
    ...others.map((device) => ({ device, words: device })),
  ];
}

/** The smallest limits of one device on the way to the root; a field that is absent is not limited. */
export function deviceLimits(sample: LimitsSample, device: string): Pick<DeviceLimit, 'readBytes' | 'writeBytes'> {
  const limits = (ladderOf(sample, 'io')?.levels ?? []).flatMap(({ limit }) => {
    const value = valueOf(limit);
    return value?.kind === 'devices' ? value.devices.filter((one) => one.device === device) : [];
  });
  const smallest = (field: 'readBytes' | 'writeBytes') => {
    const amounts = limits.map((limit) => limit[field]).filter((amount) => amount !== undefined);
    return amounts.length === 0 ? {} : { [field]: Math.min(...amounts) };
  };
  return { ...smallest('readBytes'), ...smallest('writeBytes') };
}
