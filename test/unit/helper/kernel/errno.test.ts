import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { errnoName } from '../../../../src/helper/kernel/errno.ts';
import { reasonOf, unreadFromErrno } from '../../../../src/helper/kernel/errno-reason.ts';

const { EACCES, EAGAIN, EMFILE, ENODEV, ENOENT, ENOSYS, ENOTSUP, ESRCH } = constants.errno;

describe('errnoName', () => {
  it('gives the usual name of a number that has two', () => {
    expect(errnoName(EAGAIN)).toBe('EAGAIN');
    expect(errnoName(ENOENT)).toBe('ENOENT');
  });

  it('keeps the number of an error that has no name here', () => {
    expect(errnoName(4095)).toBe('E4095');
  });
});

describe('unreadFromErrno', () => {
  it.each([
    [EACCES, 'permission', 'EACCES'],
    [ENOENT, 'gone', 'ENOENT'],
    [ESRCH, 'gone', 'ESRCH'],
    [ENODEV, 'gone', 'ENODEV'],
    [ENOTSUP, 'off', 'ENOTSUP'],
    [ENOSYS, 'unsupported', 'ENOSYS'],
    [EMFILE, 'error', 'EMFILE'],
  ])('tells what %i means, whatever its sign', (errno, reason, name) => {
    expect(unreadFromErrno(errno)).toEqual({ unread: { reason, errno: name } });
    expect(unreadFromErrno(-errno)).toEqual({ unread: { reason, errno: name } });
  });

  it('knows both names of one error', () => {
    expect(reasonOf('ENOTSUP')).toBe('off');
    expect(reasonOf('EOPNOTSUPP')).toBe('off');
  });
});
