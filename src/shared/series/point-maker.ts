import { isRead, valueOf, type Reading } from '../model/reading.ts';
import type { LimitsSample, MemoryFigures, Pressure, PressureResource } from '../model/sample.ts';
import type { Point, PointDevice, PointMemory } from '../protocol/limits-page.ts';
import { POINT_DEVICES } from '../protocol/limits-page.ts';
import { KeyedRates } from './keyed-rates.ts';
import { throttledLevels } from './throttled-levels.ts';

/** Makes points of samples: counters become rates by the helper's monotonic time. */
export class PointMaker {
  readonly #rates = new KeyedRates();

  /** @param time of the point, in seconds since the epoch */
  push(sample: LimitsSample, time: number): Point {
    const point: Point = {
      time,
      cpu: this.#cpu(sample),
      throttled: this.#throttled(sample),
      memory: memoryOf(sample.memory),
      pids: valueOf(sample.pids)?.current ?? null,
      io: this.#io(sample),
      pressure: {
        cpu: this.#pressure('cpu', sample),
        memory: this.#pressure('memory', sample),
        io: this.#pressure('io', sample),
      },
    };
    this.#rates.endSample();
    return point;
  }

  #cpu({ cpu, at }: LimitsSample): number | null {
    return isRead(cpu) ? (this.#rates.push('cpu', cpu.value.usage, at) ?? null) : null;
  }

  #throttled(sample: LimitsSample): number | null {
    let most: number | null = null;
    for (const { key, periods, throttled } of throttledLevels(sample)) {
      const all = this.#rates.push(`periods ${key}`, periods, sample.at);
      const some = this.#rates.push(`throttled ${key}`, throttled, sample.at);
      if (all === undefined || some === undefined) continue;
      // Periods are counted only while something runs: none means that nothing was held up.
      most = Math.max(most ?? 0, all === 0 ? 0 : Math.min(some / all, 1));
    }
    return most;
  }

  #io({ io, at }: LimitsSample): PointDevice[] | null {
    if (!isRead(io)) return null;
    const { devices } = io.value;
    const points: { readonly total: number; readonly device: PointDevice }[] = [];
    for (const { device, readBytes, writeBytes } of devices) {
      const read = this.#rates.push(`read ${device}`, readBytes, at);
      const write = this.#rates.push(`write ${device}`, writeBytes, at);
      if (read === undefined || write === undefined) continue;
      points.push({ total: readBytes + writeBytes, device: { device, read, write } });
    }
    if (points.length === 0 && devices.length > 0) return null;
    // By what they moved in all: by the rates, the lines of the chart would come and go.
    points.sort((a, b) => b.total - a.total);
    return points.slice(0, POINT_DEVICES).map(({ device }) => device);
  }

  #pressure(resource: PressureResource, { pressure, at }: LimitsSample): Point['pressure'][PressureResource] {
    const value: Pressure | undefined = valueOf(pressure[resource]);
    if (value?.kind !== 'on') return null;
    const some = this.#rates.push(`some ${resource}`, value.some.total, at);
    const full = value.full && this.#rates.push(`full ${resource}`, value.full.total, at);
    return some === undefined ? null : { some: percent(some), full: full === undefined ? null : percent(full) };
  }
}

/** A point that tells nothing: where a line of the chart must break. */
export function blankPoint(time: number): Point {
  return {
    time,
    cpu: null,
    throttled: null,
    memory: null,
    pids: null,
    io: null,
    pressure: { cpu: null, memory: null, io: null },
  };
}

function memoryOf(reading: Reading<MemoryFigures>): PointMemory | null {
  if (!isRead(reading)) return null;
  const { current, workingSet, anon, file, shmem, kernel = null, swap = null } = reading.value;
  return { current, workingSet, anon, file, shmem, kernel, swap };
}

/** Stalled seconds per second as percent. The kernel sums up late, which may show as more than all of the time. */
function percent(rate: number): number {
  return Math.min(rate * 100, 100);
}
