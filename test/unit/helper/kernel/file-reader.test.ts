import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errnoName } from '../../../../src/helper/kernel/errno.ts';
import { FileReader } from '../../../../src/helper/kernel/file-reader.ts';
import { O_DIRECTORY, O_PATH, Syscalls } from '../../../../src/helper/kernel/syscalls.ts';

const MIB = 1024 * 1024;
const files = new FileReader(new Syscalls());
let folder: string;
let root: number;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'file-reader-'));
  root = files.syscalls.openAt(-1, folder, O_PATH | O_DIRECTORY);
});

afterAll(() => {
  files.syscalls.close(root);
  rmSync(folder, { recursive: true });
});

/** Bytes of which no part equals another part of the same length by chance. */
function pattern(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let index = 0; index < length; index++) bytes[index] = (index * 31 + (index >> 8)) & 0xff;
  return bytes;
}

function write(name: string, content: Buffer | string): string {
  writeFileSync(join(folder, name), content);
  return name;
}

const failed = (result: string | number) => (typeof result === 'number' ? errnoName(-result) : 'read');

describe('FileReader', () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 200_000, 3 * MIB])('reads %i bytes whole and exactly', (size) => {
    const content = pattern(size);
    expect(files.read(root, write('sized', content)) === content.toString('latin1')).toBe(true);
  });

  it('keeps nothing of an earlier, longer file', () => {
    files.read(root, write('long', pattern(300_000)));
    expect(files.read(root, write('short', 'short'))).toBe('short');
    expect(files.readRecord(root, 'short')).toBe('short');
  });

  it('refuses a file that is larger than any may be', () => {
    expect(failed(files.read(root, write('huge', pattern(8 * MIB + 1))))).toBe('EFBIG');
  });

  it('reads a file of the kernel that is handed out in pieces', () => {
    const text = files.read(-1, '/proc/self/smaps');
    expect(text).toEqual(expect.stringMatching(/VmFlags: .*\n$/));
    expect((text as string).length).toBeGreaterThan(65_536);
  });

  it('gives the error for what cannot be read, and closes what it opened', () => {
    const before = readdirSync('/proc/self/fd').length;
    expect(failed(files.read(root, 'nothing'))).toBe('ENOENT');
    expect(failed(files.read(root, '.'))).toBe('EISDIR');
    expect(failed(files.readRecord(root, '.'))).toBe('EISDIR');
    expect(failed(files.read(root, write('huge', pattern(8 * MIB + 1))))).toBe('EFBIG');
    expect(readdirSync('/proc/self/fd').length).toBe(before);
  });

  it('reads links of bytes', () => {
    symlinkSync(Buffer.from('pid:[4026531836]\xff', 'latin1'), join(folder, 'link'));
    expect(files.link(root, 'link')).toBe('pid:[4026531836]\xff');
    expect(failed(files.link(root, 'nothing'))).toBe('ENOENT');
  });

  it('reports EMFILE as an error and works again afterwards', () => {
    // In a process of its own, since the limit is one of the whole process.
    const script = `
      import { openSync, closeSync } from 'node:fs';
      import { FileReader } from ${JSON.stringify(join(import.meta.dirname, '../../../../src/helper/kernel/file-reader.ts'))};
      import { Syscalls } from ${JSON.stringify(join(import.meta.dirname, '../../../../src/helper/kernel/syscalls.ts'))};
      const files = new FileReader(new Syscalls());
      const fds = [];
      try { for (;;) fds.push(openSync('/dev/null')); } catch {}
      const full = files.read(-1, '/proc/self/stat');
      closeSync(fds.pop());
      console.log(full, typeof files.read(-1, '/proc/self/stat'));
    `;
    const bundled = join(folder, 'emfile.js');
    writeFileSync(join(folder, 'emfile.ts'), script);
    const modules = join(import.meta.dirname, '../../../../node_modules');
    execFileSync(join(modules, '.bin/esbuild'), [
      join(folder, 'emfile.ts'),
      '--bundle',
      '--platform=node',
      '--format=cjs',
      '--log-level=error',
      `--outfile=${bundled}`,
    ]);
    const output = execFileSync('sh', ['-c', `ulimit -n 60; exec "$0" "$1"`, process.execPath, bundled], {
      env: { ...process.env, NODE_PATH: modules },
    }).toString();
    expect(output).toBe('-24 string\n');
  });
});
