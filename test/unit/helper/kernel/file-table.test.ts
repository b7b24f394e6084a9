import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeRoomForFiles } from '../../../../src/helper/kernel/file-table.ts';
import { Syscalls } from '../../../../src/helper/kernel/syscalls.ts';

/** The slots of the table of open files; proc_pid_status(5). */
const slots = () => Number(/^FDSize:\t(\d+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]);
const open = () => readdirSync('/proc/self/fd').length;
const limit = () => Number(/^Max open files +(\d+) /m.exec(readFileSync('/proc/self/limits', 'latin1'))?.[1]);

const syscalls = new Syscalls();

describe('makeRoomForFiles', () => {
  it('makes the table long enough at once, and leaves no file open', async () => {
    const before = [slots(), open()] as const;
    const count = Math.min(limit() - 1, 2 * before[0] + 1);
    await makeRoomForFiles(syscalls, count);
    expect(slots()).toBeGreaterThan(count);
    expect(open()).toBe(before[1]);
  });

  it('settles where more is asked for than this process may have open', async () => {
    const before = [slots(), open()];
    await makeRoomForFiles(syscalls, 0x7fffffff);
    expect([slots(), open()]).toEqual(before);
  });
});
