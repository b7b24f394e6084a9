import { describe, expect, it } from 'vitest';
import { pressureOf } from '../../../../src/helper/cgroup/pressure.ts';
import { PressureSupport } from '../../../../src/helper/cgroup/pressure-support.ts';
import { EACCES, EINVAL, ENODEV, ENOENT, EOPNOTSUPP, folderOf } from './folders.ts';

const SOME = 'some avg10=1.50 avg60=0.00 avg300=100.00 total=2500000\n';

describe('pressureOf', () => {
  const of = (files: Parameters<typeof folderOf>[0]) => pressureOf(folderOf(files), 'cpu', () => 'kernel');

  it('reads percents and seconds', () => {
    const some = { avg10: 1.5, avg60: 0, avg300: 100, total: 2.5 };
    expect(of({ 'cpu.pressure': SOME })).toEqual({ value: { kind: 'on', some } });
    const full = 'full avg10=0.00 avg60=0.25 avg300=0.00 total=18446744073709551615\n';
    expect(of({ 'cpu.pressure': SOME + full })).toEqual({
      value: { kind: 'on', some, full: { avg10: 0, avg60: 0.25, avg300: 0, total: 2 ** 64 / 1e6 } },
    });
  });

  it.each([
    [{ 'cpu.pressure': EOPNOTSUPP }, 'boot'],
    [{ 'cgroup.pressure': '0\n' }, 'cgroup'],
    [{ 'cgroup.pressure': '1\n', 'cgroup.controllers': '' }, 'kernel'],
    [{ 'cgroup.controllers': '' }, 'kernel'],
    [{ 'cpu.pressure': '', 'cgroup.controllers': '' }, 'kernel'],
  ])('of %j is off: %s', (files, why) => {
    expect(of(files)).toEqual({ value: { kind: 'off', why } });
  });

  it.each([
    [{}, 'gone'],
    [{ 'cpu.pressure': ENODEV }, 'gone'],
    [{ 'cpu.pressure': EACCES }, 'permission'],
    [{ 'cpu.pressure': EINVAL }, 'error'],
    [{ 'cpu.pressure': 'rubbish' }, 'error'],
    [{ 'cpu.pressure': SOME.replace('some', 'something') }, 'error'],
    [{ 'cpu.pressure': SOME.replace('total', 'sum') }, 'error'],
  ])('of %j is unread: %s', (files, reason) => {
    expect(of(files)).toHaveProperty('unread.reason', reason);
  });

  it('is unsupported for a cgroup that has none on a kernel that has it', () => {
    const folder = folderOf({ 'cgroup.controllers': '' });
    expect(pressureOf(folder, 'io', () => undefined)).toEqual({ unread: { reason: 'unsupported' } });
  });
});

describe('PressureSupport', () => {
  const support = (files: Readonly<Record<string, string | number>>) =>
    new PressureSupport((path) => {
      const found = Object.entries(files).find(([start]) => path.startsWith(start))?.[1] ?? ENOENT;
      return typeof found === 'number' ? -found : found;
    }).off();

  it.each([
    [{ '/proc/pressure/cpu': SOME }, undefined],
    [{ '/proc/pressure/cpu': EOPNOTSUPP }, 'boot'],
    [{ '/proc/cmdline': 'quiet psi=0\n' }, 'boot'],
    [{ '/proc/cmdline': 'quiet\n' }, 'kernel'],
    [{ '/proc/cmdline': 'psi=0 psi=1\n' }, 'kernel'],
    [{ '/proc/cmdline': 'xpsi=0 psi=01\n' }, 'kernel'],
    [{}, 'kernel'],
    [{ '/boot/config-': 'CONFIG_PSI=y\nCONFIG_PSI_DEFAULT_DISABLED=y\n' }, 'boot'],
    [{ '/lib/modules/': '# CONFIG_PSI_DEFAULT_DISABLED is not set\n' }, 'kernel'],
  ])('by %j is off: %s', (files, why) => {
    expect(support(files)).toBe(why);
  });
});
