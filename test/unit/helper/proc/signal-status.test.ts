import { describe, expect, it } from 'vitest';
import { parseSignalStatus } from '../../../../src/helper/proc/signal-status.ts';
import { HOSTILE } from '../../support/hostile.ts';

const text = (name = 'sleep', rest = '') => `Name:\t${name}
Umask:\t0022
State:\tS (sleeping)
Tgid:\t4711
TracerPid:\t12
Uid:\t0\t0\t0\t0
NSpid:\t4711\t30\t1
CoreDumping:\t0
Threads:\t1
SigQ:\t0/96365
SigPnd:\t0000000000000100
ShdPnd:\t0000000000004000
SigBlk:\t7be3c0fe28014a03
SigIgn:\t0000000000001000
SigCgt:\tfffffffffffbfeff
${rest}`;

describe('parseSignalStatus', () => {
  it('reads sets of 64 signals exactly', () => {
    expect(parseSignalStatus(text())).toEqual({
      state: 'S',
      tracerPid: 12,
      pending: 0x100n,
      sharedPending: 0x4000n,
      blocked: 0x7be3c0fe28014a03n,
      ignored: 0x1000n,
      caught: 0xfffffffffffbfeffn,
      dumpsCore: false,
      pids: [4711, 30, 1],
    });
  });

  it('does without what older kernels do not write', () => {
    const old = text().replace(/^(NSpid|CoreDumping):.*\n/gm, '');
    expect(parseSignalStatus(old)).toMatchObject({ pids: [], dumpsCore: false });
    expect(parseSignalStatus(text().replace('CoreDumping:\t0', 'CoreDumping:\t1'))).toMatchObject({ dumpsCore: true });
  });

  // The kernel escapes newlines and backslashes of the name.
  it.each(HOSTILE.map(([, bytes]) => [bytes.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')]))(
    'is not led astray by the name %j',
    (name) => {
      expect(parseSignalStatus(text(name))).toEqual(parseSignalStatus(text()));
    },
  );

  it.each([[''], ['Name:\tx\n'], [text().replace(/^SigBlk.*$/m, '')], [text().replace(/^State.*$/m, '')]])(
    'gives nothing for %j',
    (broken) => {
      expect(parseSignalStatus(broken)).toBeUndefined();
    },
  );

  it.each(['SigCgt:\t12', 'SigCgt:\t00000000000000000', 'SigCgt:\tzzzzzzzzzzzzzzzz'])('refuses %j', (line) => {
    expect(parseSignalStatus(text().replace(/^SigCgt.*$/m, line))).toBeUndefined();
  });
});
