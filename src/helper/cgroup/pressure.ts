import type { Pressure, PressureLine, PressureOff, PressureResource } from '../../shared/model/sample.ts';
import { type Reading, read, unread } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { constants } from 'node:os';
import { ENOENT } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import type { Content } from './control-file.ts';
import type { CgroupFolder } from './open-folder.ts';

const { ENODEV, EOPNOTSUPP } = constants.errno;

/**
 * Pressure stall information of one cgroup of version 2: `cpu.pressure` and the like; Documentation/accounting/psi.rst.
 *
 * @param machineOff why this kernel has none at all, if it has none
 */
export function pressureOf(
  folder: CgroupFolder,
  resource: PressureResource,
  machineOff: () => PressureOff | undefined,
): Reading<Pressure> {
  return folder.made(FILES[resource], pressureIn) ?? whyMissing(folder, machineOff);
}

const FILES = { cpu: 'cpu.pressure', memory: 'memory.pressure', io: 'io.pressure' } as const;

/** `undefined` where there is no such file. */
function pressureIn(text: Content): Reading<Pressure> | undefined {
  if (text === -EOPNOTSUPP) return off('boot');
  if (text === -ENOENT || text === '') return undefined;
  if (typeof text === 'number') return unreadFromErrno(text);
  const some = lineOf(text, 'some');
  const full = lineOf(text, 'full');
  if (some === undefined) return unread('error', 'EINVAL');
  return read({ kind: 'on', some, ...(full === undefined ? {} : { full }) });
}

export function off(why: PressureOff): Reading<Pressure> {
  return read({ kind: 'off', why });
}

/** The files of a cgroup that has it switched off are hidden. */
function whyMissing(folder: CgroupFolder, machineOff: () => PressureOff | undefined): Reading<Pressure> {
  const switched = folder.read('cgroup.pressure');
  if (typeof switched === 'string' && switched.trim() === '0') return off('cgroup');
  const core = folder.read('cgroup.controllers');
  if (core === -ENOENT || core === -ENODEV) return unreadFromErrno(core);
  const why = machineOff();
  return why === undefined ? unread('unsupported') : off(why);
}

/** A line such as `some avg10=0.00 avg60=0.00 avg300=0.00 total=0`, whose total is in microseconds. */
function lineOf(text: ByteString, name: string): PressureLine | undefined {
  const start = text.startsWith(name) ? 0 : text.indexOf(`\n${name} `) + 1;
  const match = LINE.exec(text.slice(start));
  if (match?.[1] !== name) return undefined;
  const [, , avg10, avg60, avg300, total] = match;
  return { avg10: Number(avg10), avg60: Number(avg60), avg300: Number(avg300), total: Number(total) / 1e6 };
}

const LINE =
  /^(\w+) avg10=(\d{1,3}(?:\.\d+)?) avg60=(\d{1,3}(?:\.\d+)?) avg300=(\d{1,3}(?:\.\d+)?) total=(\d{1,20})(?:\n|$)/;
