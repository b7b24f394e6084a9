import { readdirSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { CgroupFiles } from '../../../../src/helper/cgroup/cgroup-files.ts';
import type { Level } from '../../../../src/helper/cgroup/level.ts';
import { looking } from '../../../../src/helper/cgroup/look.ts';
import { FileReader } from '../../../../src/helper/kernel/file-reader.ts';
import { Syscalls } from '../../../../src/helper/kernel/syscalls.ts';
import { Tree, V2 } from './tree.ts';

const openFiles = () => readdirSync('/proc/self/fd').length;

/** A process that may have only so many files open. */
class Limited extends FileReader {
  readonly #limit: number;

  constructor(limit: number) {
    super(new Syscalls());
    this.#limit = limit;
  }

  override read(directory: number, path: string): string | number {
    return path === '/proc/self/limits'
      ? `Max open files   ${this.#limit}   ${this.#limit}   files\n`
      : super.read(directory, path);
  }
}

function readAll(files: CgroupFiles, levels: readonly Level[]): readonly (string | number)[] {
  return looking(files, (look) =>
    levels.map((level) => {
      const folder = look.folder(level);
      return typeof folder === 'number' ? folder : folder.read('pids.max');
    }),
  );
}

describe('folders', () => {
  const made = new Tree(V2);
  afterEach(() => vi.useRealTimers());
  afterAll(() => made.remove());

  const levels = (count: number, name: string) =>
    Array.from({ length: count }, (_, index) => {
      made.write(`unified/${name}${index}/pids.max`, `${index}\n`);
      return made.container(`0::/${name}${index}\n`).target(['pids']).level as Level;
    });

  it('stay open between looks, and are closed once nobody looks any more', () => {
    vi.useFakeTimers();
    const files = new CgroupFiles(new Limited(20_000));
    const some = levels(5, 'kept');
    const before = openFiles();
    expect(readAll(files, some)).toEqual(['0\n', '1\n', '2\n', '3\n', '4\n']);
    expect(openFiles()).toBe(before + 10);
    vi.advanceTimersByTime(4000);
    made.write('unified/kept0/pids.max', 'max\n');
    expect(readAll(files, some)[0]).toBe('max\n');
    expect(openFiles()).toBe(before + 10);
    vi.advanceTimersByTime(11_000);
    expect(openFiles()).toBe(before);
    expect(readAll(files, some)[1]).toBe('1\n');
    vi.advanceTimersByTime(11_000);
    expect([openFiles(), vi.getTimerCount()]).toEqual([before, 0]);
  });

  it.each([0, 64, 160])('take no more than their share of %i files', (limit) => {
    vi.useFakeTimers();
    const files = new CgroupFiles(new Limited(limit));
    const many = levels(100, 'many');
    const before = openFiles();
    for (let look = 0; look < 3; look++) expect(readAll(files, many)).toEqual(many.map((_, index) => `${index}\n`));
    expect(openFiles() - before).toBeLessThanOrEqual(limit / 4);
    vi.advanceTimersByTime(11_000);
    expect(openFiles()).toBe(before);
  });
});
