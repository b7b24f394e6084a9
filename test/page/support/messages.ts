import { read, unread } from '../../../src/shared/model/reading.ts';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import type { Happening, Moment, PageSubject, Point, ToLimitsPage } from '../../../src/shared/protocol/limits-page.ts';
import { ownText } from '../../../src/shared/text/display.ts';
import { knobsResult } from './knobs.ts';
import { fullSample, max, MIB, ladder, path } from './sample.ts';

type Begin = Extract<ToLimitsPage, { kind: 'begin' }>;

/** The end of what the charts show. */
export const NOW = new Date(2026, 4, 12, 14, 2, 11).getTime();

export const subject: PageSubject = {
  ...{ name: ownText('web'), kind: 'container', runtime: 'docker', runtimeWords: ownText('Docker'), state: 'running' },
  ...{ initPid: 14008, image: ownText('nginx:1.27'), pod: ownText('shop/api-7d9f') },
};

/** One moment, the same at every run: waves of different lengths, and nothing known for a minute in the middle. */
export function pointAt(index: number, count = 600): Point {
  const wave = (length: number): number => (1 + Math.sin((index / length) * 2 * Math.PI)) / 2;
  const base = { time: NOW / 1000 - count + index };
  if (index > 250 && index < 310) {
    const none = { cpu: null, throttled: null, memory: null, pids: null, io: null };
    return { ...base, ...none, pressure: { cpu: null, memory: null, io: null } };
  }
  const anon = (22 + 10 * wave(170)) * MIB;
  return {
    ...base,
    cpu: 0.18 + 0.3 * wave(90) * wave(23),
    throttled: Math.max(0, wave(90) - 0.6),
    memory: {
      ...{ current: 52.3 * MIB, workingSet: 41.8 * MIB, anon, file: (8 + 4 * wave(60)) * MIB, shmem: 4 * MIB },
      ...{ kernel: 6.3 * MIB, swap: 2 * MIB },
    },
    pids: 9 + Math.round(4 * wave(200)),
    io: [
      { device: '8:0', read: 8 * MIB * wave(120), write: 3 * MIB * wave(50) },
      { device: '259:0', read: 1 * MIB * wave(80), write: 2 * MIB },
    ],
    pressure: {
      cpu: { some: 30 * wave(90), full: 9 * wave(90) },
      memory: { some: 8 * wave(170), full: 2 * wave(170) },
      io: { some: 0, full: 0 },
    },
  };
}

export const points = (count = 600): Point[] => Array.from({ length: count }, (_, index) => pointAt(index, count));

const own = { path: path('/system.slice/docker.slice/docker-2d85.scope'), own: true };
const slice = { path: path('/system.slice/docker.slice'), own: false };

export const happenings: readonly Happening[] = [
  { kind: 'oom-kill', count: 2, seen: 1, lastAt: NOW - 5000, causes: [own], certainty: 'told' },
  { kind: 'memory-max', count: 31, seen: 0, causes: [own], certainty: 'told' },
  { kind: 'cpu-throttled', count: 1860, seen: 186, lastAt: NOW, share: 0.31, causes: [slice], certainty: 'told' },
  { kind: 'pids-refused', count: 1, seen: 0, causes: [own, slice], certainty: 'likely' },
];

export function moment(sample: LimitsSample = fullSample(), what: readonly Happening[] = happenings): Moment {
  return {
    sample,
    rates: { cpu: [3.2, 2.8, 0.48, 0.48], io: [12 * MIB, 12 * MIB, 9 * MIB, 8.1 * MIB] },
    happenings: what,
  };
}

/** The whole state of a container that has everything. */
export function begin(more: Partial<Begin> = {}): Begin {
  return {
    ...{ kind: 'begin', containerId: 'docker:2d85', subject, status: { kind: 'live' }, refusal: undefined },
    points: points(),
    ...{ moment: moment(), knobs: knobsResult() },
    ...more,
  };
}

/** A kernel without pressure stall information. */
export function withoutPressure(): LimitsSample {
  const off = read({ kind: 'off', why: 'boot' } as const);
  return { ...fullSample(), pressure: { cpu: off, memory: off, io: off } };
}

/** A sandbox that shares the cgroup of its user's session, and of which much cannot be read. */
export function sandboxSample(): LimitsSample {
  const paths = ['/', '/user.slice', '/user.slice/user-1000.slice', '/user.slice/user-1000.slice/session-3.scope'];
  const free = [
    { limit: max },
    { limit: max, use: 300 * MIB },
    { limit: max, use: 200 * MIB },
    { limit: max, use: 90 * MIB },
  ];
  const counted = paths.map(() => ({ limit: max, counter: 3 }));
  const tasks = [
    { limit: max, use: 500 },
    { limit: max, use: 90 },
    { limit: max, use: 80 },
    { limit: max, use: 40 },
  ];
  const shared = { own: false };
  return {
    ...withoutPressure(),
    io: unread('off'),
    ladders: {
      memory: ladder('memory', free, shared, paths),
      'memory-high': ladder(
        'memory-high',
        paths.map(() => ({ limit: max })),
        shared,
        paths,
      ),
      swap: unread('unsupported'),
      cpu: ladder('cpu', counted, shared, paths),
      cpuset: unread('off'),
      io: unread('off'),
      pids: ladder('pids', tasks, shared, paths),
    },
  };
}
