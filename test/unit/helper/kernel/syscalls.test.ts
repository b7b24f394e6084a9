import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errnoName } from '../../../../src/helper/kernel/errno.ts';
import {
  O_DIRECTORY,
  O_PATH,
  O_RDONLY,
  RESOLVE_BENEATH,
  RESOLVE_NO_MAGICLINKS,
  RESOLVE_NO_SYMLINKS,
  RESOLVE_NO_XDEV,
  Syscalls,
} from '../../../../src/helper/kernel/syscalls.ts';

const syscalls = new Syscalls();
let folder: string;
let root: number;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'syscalls-'));
  mkdirSync(join(folder, 'a/b'), { recursive: true });
  writeFileSync(join(folder, 'a/file'), 'content');
  writeFileSync(Buffer.from(`${folder}/a/\xff\xfe`, 'latin1'), 'bytes');
  symlinkSync('b', join(folder, 'a/relative'));
  symlinkSync('/etc', join(folder, 'a/absolute'));
  symlinkSync('../..', join(folder, 'a/up'));
  symlinkSync('loop', join(folder, 'a/loop'));
  root = syscalls.openAt(-1, folder, O_PATH | O_DIRECTORY);
});

afterAll(() => {
  syscalls.close(root);
  rmSync(folder, { recursive: true });
});

/** The name of the error, or `open`; what was opened is closed. */
function outcome(result: number): string {
  if (result < 0) return errnoName(-result);
  syscalls.close(result);
  return 'open';
}

describe('openAt', () => {
  it.each([
    ['a/file', O_RDONLY, 'open'],
    ['a/nothing', O_RDONLY, 'ENOENT'],
    ['a/file/below', O_RDONLY, 'ENOTDIR'],
    ['a/file', O_RDONLY | O_DIRECTORY, 'ENOTDIR'],
    ['a/loop', O_RDONLY, 'ELOOP'],
    ['a/\xff\xfe', O_RDONLY, 'open'],
    ['', O_RDONLY, 'ENOENT'],
    ['x'.repeat(256), O_RDONLY, 'ENAMETOOLONG'],
    ['a/../'.repeat(819), O_PATH, 'open'],
    [`${'a/../'.repeat(819)}x`, O_PATH, 'ENAMETOOLONG'],
    ['x/'.repeat(100_000), O_RDONLY, 'ENAMETOOLONG'],
  ])('%.20s with flags %o: %s', (path, flags, expected) => {
    expect(outcome(syscalls.openAt(root, path, flags))).toBe(expected);
  });

  it('never cuts a path at a NUL', () => {
    expect(syscalls.openAt(root, 'a/file\0/../../etc', O_RDONLY)).toBeLessThan(0);
    expect(syscalls.readLinkAt(root, 'a/absolute\0', Buffer.alloc(9))).toBeLessThan(0);
    expect(syscalls.openAt2(root, 'a\0', O_PATH, 0)).toBeLessThan(0);
  });

  it('leaves nothing of a longer path behind a shorter one', () => {
    expect(outcome(syscalls.openAt(root, 'a/file/'.repeat(20), O_RDONLY))).toBe('ENOTDIR');
    expect(outcome(syscalls.openAt(root, 'a/file', O_RDONLY))).toBe('open');
  });

  it('answers EBADF for a folder that is not open', () => {
    expect(errnoName(-syscalls.openAt(1_000_000, 'a', O_RDONLY))).toBe('EBADF');
  });

  it('opens with close-on-exec', () => {
    const fd = syscalls.openAt(root, 'a/file', O_RDONLY);
    const info = openSync(`/proc/self/fdinfo/${fd}`, 'r');
    const buffer = Buffer.alloc(4096);
    const text = buffer.toString('latin1', 0, syscalls.read(info, buffer));
    closeSync(info);
    syscalls.close(fd);
    const flags = Number.parseInt(/^flags:\t(\d+)$/m.exec(text)?.[1] ?? '', 8);
    expect(flags & 0o2000000).toBe(0o2000000);
  });
});

describe('openAt2', () => {
  const all = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV;

  it.each([
    ['a/b', all, 'open'],
    ['.', all, 'open'],
    ['..', all, 'EXDEV'],
    ['a/../..', all, 'EXDEV'],
    ['/etc', all, 'EXDEV'],
    ['a/relative', all, 'ELOOP'],
    ['a/relative', RESOLVE_BENEATH, 'open'],
    ['a/absolute', all, 'ELOOP'],
    ['a/absolute', RESOLVE_BENEATH, 'EXDEV'],
    ['a/up', RESOLVE_BENEATH, 'EXDEV'],
    ['nothing', all, 'ENOENT'],
    ['x'.repeat(4096), all, 'ENAMETOOLONG'],
  ])('%.20s resolved by %i: %s', (path, resolve, expected) => {
    expect(outcome(syscalls.openAt2(root, path, O_PATH | O_DIRECTORY, resolve))).toBe(expected);
  });

  it('refuses magic links and other mounts where told to', () => {
    const proc = syscalls.openAt(-1, '/proc', O_PATH | O_DIRECTORY);
    expect(outcome(syscalls.openAt2(proc, 'self/cwd', O_PATH, 0))).toBe('open');
    expect(outcome(syscalls.openAt2(proc, 'self/cwd', O_PATH, RESOLVE_NO_MAGICLINKS))).toBe('ELOOP');
    syscalls.close(proc);
    const slash = syscalls.openAt(-1, '/', O_PATH | O_DIRECTORY);
    expect(outcome(syscalls.openAt2(slash, 'proc/stat', O_PATH, 0))).toBe('open');
    expect(outcome(syscalls.openAt2(slash, 'proc/stat', O_PATH, RESOLVE_NO_XDEV))).toBe('EXDEV');
    syscalls.close(slash);
  });
});

describe('the other calls', () => {
  it('reads a link, and cuts it at the size of the buffer', () => {
    expect(syscalls.readLinkAt(root, 'a/absolute', Buffer.alloc(100))).toBe(4);
    expect(syscalls.readLinkAt(root, 'a/absolute', Buffer.alloc(2))).toBe(2);
    expect(errnoName(-syscalls.readLinkAt(root, 'a/file', Buffer.alloc(9)))).toBe('EINVAL');
    expect(errnoName(-syscalls.readLinkAt(root, 'a/none', Buffer.alloc(9)))).toBe('ENOENT');
  });

  it('reads, answers 0 at the end, and an error for what cannot be read', () => {
    const fd = syscalls.openAt(root, 'a/file', O_RDONLY);
    const buffer = Buffer.alloc(5);
    expect(syscalls.read(fd, buffer)).toBe(5);
    expect(buffer.toString()).toBe('conte');
    expect(syscalls.read(fd, buffer)).toBe(2);
    expect(syscalls.read(fd, buffer)).toBe(0);
    syscalls.close(fd);
    expect(errnoName(-syscalls.read(root, buffer))).toBe('EBADF');
    const directory = syscalls.openAt(root, 'a', O_RDONLY);
    expect(errnoName(-syscalls.read(directory, buffer))).toBe('EISDIR');
    syscalls.close(directory);
  });

  it('closes what it opened', () => {
    const before = readdirSync('/proc/self/fd').length;
    for (let times = 0; times < 50; times++) outcome(syscalls.openAt(root, 'a/file', O_RDONLY));
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });
});
