import { execFileSync, spawn } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HangingOperation } from '../../../../src/helper/reader/messages.ts';
import { perform } from '../../../../src/helper/reader/operations.ts';

const MIB = 1024 * 1024;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operations-'));
  writeFileSync(join(folder, 'file'), Buffer.from('a\0\xff\n', 'latin1'));
  writeFileSync(join(folder, 'empty'), '');
  mkdirSync(join(folder, 'folder'));
  symlinkSync('file', join(folder, 'link'));
  symlinkSync('nothing', join(folder, 'dangling'));
  symlinkSync('folder', join(folder, 'folder-link'));
  symlinkSync('loop', join(folder, 'loop'));
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  for (const [name, size] of [
    ['limit', 8 * MIB],
    ['over', 8 * MIB + 1],
  ] as const) {
    writeFileSync(join(folder, name), '');
    truncateSync(join(folder, name), size);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

const run = (kind: HangingOperation['kind'], name: string) =>
  perform({ kind, path: name.startsWith('/') ? name : Buffer.from(join(folder, name)).toString('latin1') });

describe('file', () => {
  it('reads bytes', () => {
    expect(run('file', 'file')).toEqual({ value: 'a\0\xff\n' });
    expect(run('file', 'empty')).toEqual({ value: '' });
  });

  it('reads a file of proc, whose size is 0', () => {
    const reading = run('file', '/proc/self/status');
    expect('value' in reading && reading.value).toMatch(/^Name:\t/);
  });

  it.each([
    ['a missing file', 'nothing', 'gone', 'ENOENT'],
    ['a file below a file', 'file/x', 'gone', 'ENOTDIR'],
    ['a folder', 'folder', 'error', 'EINVAL'],
    ['a FIFO nobody writes to', 'fifo', 'error', 'EINVAL'],
    ['a link', 'link', 'error', 'EINVAL'],
    ['a link to nothing', 'dangling', 'error', 'EINVAL'],
    ['a device', '/dev/zero', 'error', 'EINVAL'],
    ['a terminal', '/dev/tty', 'error', 'EINVAL'],
    ['a file over 8 MiB', 'over', 'error', 'EFBIG'],
    ['a name that is too long', 'x'.repeat(256), 'error', 'ENAMETOOLONG'],
    ['a circle of links', 'loop/x', 'error', 'ELOOP'],
  ])('refuses %s at once', (_, name, reason, errno) => {
    expect(run('file', name)).toEqual({ unread: { reason, errno } });
  });

  it('takes a file of just 8 MiB', () => {
    const reading = run('file', 'limit');
    expect('value' in reading && reading.value.length).toBe(8 * MIB);
  });

  it('refuses a path with NUL', () => {
    expect(run('file', `${folder}/file\0x`)).toHaveProperty('unread.reason', 'error');
  });

  it('refuses characters that are no bytes: cut to bytes they would be another path', () => {
    // U+012F would become `/`.
    expect(run('file', `${folder}\u012ffile`)).toHaveProperty('unread');
    expect(run('folder', `${folder}\u012ffolder`)).toHaveProperty('unread');
  });
});

describe('folder', () => {
  it('lists names as bytes', () => {
    const name = Buffer.from('n\xe9\xff\n', 'latin1');
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/folder/`), name]), '');
    expect(run('folder', 'folder')).toEqual({ value: ['n\xe9\xff\n'] });
    expect(run('folder', 'folder-link')).toEqual({ value: ['n\xe9\xff\n'] });
  });

  it('takes a path of bytes', () => {
    const bytes = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from('f\xfcr', 'latin1')]);
    mkdirSync(bytes);
    writeFileSync(Buffer.concat([bytes, Buffer.from('/inside')]), '');
    expect(perform({ kind: 'folder', path: bytes.toString('latin1') })).toEqual({ value: ['inside'] });
  });

  it.each([
    ['nothing', 'gone', 'ENOENT'],
    ['file', 'gone', 'ENOTDIR'],
    ['fifo', 'gone', 'ENOTDIR'],
  ])('refuses %s', (name, reason, errno) => {
    expect(run('folder', name)).toEqual({ unread: { reason, errno } });
  });

  it('ends after 10,000 names', { timeout: 60_000 }, () => {
    const crowd = join(folder, 'crowd');
    mkdirSync(crowd);
    for (let index = 0; index < 10_050; index++) linkSync(join(folder, 'empty'), join(crowd, `${index}`));
    const reading = run('folder', 'crowd');
    expect('value' in reading && reading.value.length).toBe(10_000);
  });
});

describe('arguments', () => {
  it('takes a command line apart, empty arguments too', async () => {
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)', '', 'a b\n'], { argv0: 'x y' });
    child.on('error', () => undefined);
    const path = `/proc/${child.pid ?? 0}/cmdline`;
    // Until it has become its program it has the arguments of its parent.
    let reading = run('arguments', path);
    for (let tries = 0; tries < 200 && !JSON.stringify(reading).includes('a b'); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      reading = run('arguments', path);
    }
    child.kill('SIGKILL');
    expect(reading).toEqual({ value: ['x y', '-e', 'setTimeout(() => {}, 60000)', '', 'a b\n'] });
  });

  it.each([
    ['', []],
    ['\0', ['']],
    ['a', ['a']],
    ['a\0', ['a']],
    ['a\0\0', ['a', '']],
    ['a\0b', ['a', 'b']],
  ])('takes %j apart', (text, words) => {
    writeFileSync(join(folder, 'cmdline'), text);
    expect(run('arguments', 'cmdline')).toEqual({ value: words });
  });

  it('cuts after 32 KiB', () => {
    writeFileSync(join(folder, 'cmdline'), 'x'.repeat(200_000));
    expect(run('arguments', 'cmdline')).toEqual({ value: ['x'.repeat(32 * 1024)] });
  });
});

it('leaves no file open, whatever happens', () => {
  const kinds = ['file', 'folder', 'arguments'] as const;
  const names = ['file', 'folder', 'link', 'nothing', 'over', 'loop', 'dangling'];
  const before = readdirSync('/proc/self/fd').length;
  for (const kind of kinds) for (const name of names) run(kind, name);
  expect(readdirSync('/proc/self/fd').length).toBe(before);
});
