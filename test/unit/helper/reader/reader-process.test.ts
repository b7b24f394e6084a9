import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ReaderOptions, ReaderProcess } from '../../../../src/helper/reader/reader-process.ts';
import { FileReader } from '../../../../src/helper/kernel/file-reader.ts';
import { O_DIRECTORY, O_PATH, Syscalls } from '../../../../src/helper/kernel/syscalls.ts';
import { unpackFacts } from '../../../../src/helper/proc/packed-facts.ts';
import { type ProcessFacts, readFacts } from '../../../../src/helper/proc/process-facts.ts';
import { ProcessReader } from '../../../../src/helper/proc/process-reader.ts';
import { identify } from '../../../lab/process.ts';
import { signal } from '../../../lab/signal.ts';
import { bundledReader } from './script.ts';

let bundle: Awaited<ReturnType<typeof bundledReader>>;
let file: string;
let fifo: string;
/** Comes up after half a second, as on a loaded machine. */
let slow: string;
const readers: ReaderProcess[] = [];

beforeAll(async () => {
  bundle = await bundledReader();
  file = join(bundle.folder, 'file');
  fifo = join(bundle.folder, 'fifo');
  writeFileSync(file, 'content');
  // `arguments` opens what it is given: a FIFO without a writer hangs it in open(2), as a command line may in read(2).
  execFileSync('mkfifo', [fifo]);
  slow = join(bundle.folder, 'slow.cjs');
  const wait = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);';
  writeFileSync(slow, `${wait} require(${JSON.stringify(bundle.script)});`);
});

afterEach(() => {
  for (const reader of readers.splice(0)) reader.dispose();
});

afterAll(() => bundle.remove());

function start(options: Partial<ReaderOptions> = {}): ReaderProcess {
  const reader = new ReaderProcess({ script: bundle.script, deadlineMs: 300, idleMs: 60_000, ...options });
  readers.push(reader);
  return reader;
}

const CONTENT = { value: 'content' };
const TIMEOUT = { unread: { reason: 'timeout' } };

async function until(fits: () => boolean, ms = 5000): Promise<boolean> {
  const deadline = performance.now() + ms;
  while (!fits() && performance.now() < deadline) await sleep(10);
  return fits();
}

const alive = (pid: number | undefined) => existsSync(`/proc/${pid ?? 0}`);

describe('ReaderProcess', () => {
  it('starts nothing before it is asked', () => {
    expect(start().pid).toBeUndefined();
  });

  it('comes up before it is asked, if it is told to', async () => {
    const reader = start({ script: slow, deadlineMs: 250 });
    reader.start();
    const { pid } = reader;
    expect(alive(pid)).toBe(true);
    reader.start();
    expect([await reader.readFile(file), reader.pid]).toEqual([CONTENT, pid]);
    reader.dispose();
    reader.start();
    expect(reader.pid).toBeUndefined();
  });

  it('ends when nobody asks for anything, though it was told to come up', async () => {
    const reader = start({ idleMs: 100 });
    reader.start();
    expect(await until(() => reader.pid === undefined)).toBe(true);
    expect(await reader.readFile(file)).toEqual(CONTENT);
  });

  it('reads processes as this one does, and leaves out those that are gone', async () => {
    const reading = await start().readProcesses([process.pid, 1, 0x7fffffff]);
    const found = 'value' in reading ? unpackFacts(reading.value) : [];
    expect(found.map(({ pid }) => pid)).toEqual([process.pid, 1]);
    const syscalls = new Syscalls();
    const proc = new ProcessReader(new FileReader(syscalls), syscalls.openAt(-1, '/proc', O_PATH | O_DIRECTORY));
    const own = readFacts(proc, process.pid);
    // Which of its threads runs at this moment is another matter.
    expect({ ...found[0], state: '' }).toEqual({ ...(own as ProcessFacts), state: '' });
  });

  it('says so where it cannot read processes, and still reads files', async () => {
    // Without node_modules beside it there is no koffi.
    const reader = start({ script: bundle.bare });
    expect(await reader.readProcesses([1])).toEqual({ unread: { reason: 'error' } });
    expect(await reader.readFile(file)).toEqual(CONTENT);
  });

  it('answers each kind, many at once', async () => {
    const reader = start();
    const many = Array.from({ length: 500 }, () => reader.readFile(file));
    const names = await reader.listFolder(bundle.folder);
    expect('value' in names && names.value).toContain('reader.cjs');
    expect(await reader.readArguments(`/proc/${process.pid}/cmdline`)).toHaveProperty('value');
    expect(await reader.readFile(`${file}-none`)).toEqual({ unread: { reason: 'gone', errno: 'ENOENT' } });
    for (const reading of await Promise.all(many)) expect(reading).toEqual(CONTENT);
  });

  it('answers a read that hangs with `timeout`, and all others', { timeout: 20_000 }, async () => {
    const reader = start();
    await reader.readFile(file);
    const first = reader.pid;
    const started = performance.now();
    const [before, hanging, after] = await Promise.all([
      reader.readFile(file),
      reader.readArguments(fifo),
      reader.readFile(file),
    ]);
    expect([before, hanging, after]).toEqual([CONTENT, TIMEOUT, CONTENT]);
    expect(performance.now() - started).toBeLessThan(2000);
    expect(reader.pid).not.toBe(first);
    expect(await until(() => !alive(first))).toBe(true);
  });

  it('gives up a batch of which some hang, and nothing else', { timeout: 20_000 }, async () => {
    const reader = start();
    await reader.readFile(file);
    const batch = { hung: 0 };
    // As many names of one FIFO: each is a read of its own.
    const names = Array.from({ length: 20 }, (_, index) => `${'/.'.repeat(index)}${fifo}`);
    const started = performance.now();
    const [other, ...hanging] = await Promise.all([
      reader.readFile(file),
      ...names.map((name) => reader.readArguments(name, batch)),
    ]);
    expect(other).toEqual(CONTENT);
    for (const reading of hanging) expect(reading).toEqual(TIMEOUT);
    // Two deadlines of 300 ms, and the starts of two processes.
    expect(performance.now() - started).toBeLessThan(3000);
    expect(await reader.readFile(file)).toEqual(CONTENT);
  });

  it('blames only the read that hangs, however large the answers before it', { timeout: 30_000 }, async () => {
    const reader = start({ deadlineMs: 1000 });
    const large = join(bundle.folder, 'large');
    writeFileSync(large, Buffer.alloc(4 * 1024 * 1024, 'x'));
    await reader.readFile(file);
    const [one, two, hanging] = await Promise.all([
      reader.readFile(large),
      reader.readFile(file),
      reader.readArguments(fifo),
    ]);
    expect('value' in one && one.value.length).toBe(4 * 1024 * 1024);
    expect(two).toEqual(CONTENT);
    expect(hanging).toEqual(TIMEOUT);
  });

  it('does not try a read again that hung, and gives a fresh process time to start', async () => {
    const reader = start({ script: slow, deadlineMs: 250 });
    await reader.readFile(file);
    expect(await reader.readArguments(fifo)).toEqual(TIMEOUT);
    const started = performance.now();
    expect(await reader.readArguments(fifo)).toEqual(TIMEOUT);
    expect(performance.now() - started).toBeLessThan(200);
    expect(await reader.readFile(file)).toEqual(CONTENT);
  });

  it('survives that somebody kills its process', async () => {
    const reader = start();
    await reader.readFile(file);
    const hanging = reader.readArguments(fifo);
    const waiting = reader.readFile(file);
    await sleep(50);
    signal(identify(reader.pid ?? 0), 'SIGKILL');
    expect(await hanging).toEqual({ unread: { reason: 'error', errno: 'ECHILD' } });
    expect(await waiting).toEqual(CONTENT);
  });

  it('survives that somebody kills its idle process', async () => {
    const reader = start();
    await reader.readFile(file);
    const first = reader.pid ?? 0;
    signal(identify(first), 'SIGKILL');
    expect(await until(() => !alive(first))).toBe(true);
    await sleep(20);
    expect(await reader.readFile(file)).toEqual(CONTENT);
  });

  it('ends an idle process and starts another when asked again', async () => {
    const reader = start({ script: slow, idleMs: 50, deadlineMs: 250 });
    await reader.readFile(file);
    const first = reader.pid;
    expect(await until(() => reader.pid === undefined && !alive(first))).toBe(true);
    expect(await reader.readFile(file)).toEqual(CONTENT);
  });

  it('settles everything when it is disposed, and all that is asked later', async () => {
    const reader = start();
    await reader.readFile(file);
    const { pid } = reader;
    const open = [reader.readArguments(fifo), reader.readFile(file)];
    reader.dispose();
    for (const reading of await Promise.all(open)) expect(reading).toHaveProperty('unread.errno', 'ECANCELED');
    expect(await reader.readFile(file)).toHaveProperty('unread');
    expect(reader.pid).toBeUndefined();
    expect(await until(() => !alive(pid))).toBe(true);
    reader.dispose();
  });

  it('settles everything though its program cannot start', { timeout: 20_000 }, async () => {
    const broken = join(bundle.folder, 'broken.cjs');
    writeFileSync(broken, 'process.exit(3);');
    const started = performance.now();
    const reader = start({ script: broken });
    const readings = await Promise.all(Array.from({ length: 300 }, (_, index) => reader.readFile(`${file}-${index}`)));
    for (const reading of readings) expect(reading).toEqual({ unread: { reason: 'error', errno: 'ECHILD' } });
    // One process, not one for each request.
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('refuses more than may wait', async () => {
    const reader = start();
    const readings = Array.from({ length: 20_001 }, () => reader.readFile(file));
    expect(await readings.at(-1)).toEqual({ unread: { reason: 'error', errno: 'EAGAIN' } });
    reader.dispose();
    await Promise.all(readings);
  });

  it('settles what is asked while there is no file descriptor left', async () => {
    // In a process of its own, since the limit is one of the whole process.
    const script = join(bundle.folder, 'emfile.cjs');
    const source = join(import.meta.dirname, '../../../../src/helper/reader/reader-process.ts');
    const { build } = await import('esbuild');
    await build({
      stdin: {
        contents: `
          import { openSync, closeSync } from 'node:fs';
          import { ReaderProcess } from ${JSON.stringify(source)};
          const reader = new ReaderProcess({ script: process.argv[2], deadlineMs: 1000, idleMs: 1000 });
          const fds = [];
          try { for (;;) fds.push(openSync('/dev/null')); } catch {}
          const full = await Promise.all([reader.readFile('/proc/version'), reader.readFile('/proc/stat')]);
          for (const fd of fds) closeSync(fd);
          const later = await reader.readFile('/proc/version');
          console.log(full.map((reading) => reading.unread.reason).join(), 'value' in later);
          process.exit(0);
        `,
        resolveDir: import.meta.dirname,
        loader: 'ts',
      },
      outfile: script.replace('.cjs', '.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
    });
    const run = ['-c', 'ulimit -n 60; exec "$0" "$@"', process.execPath, script.replace('.cjs', '.mjs'), bundle.script];
    const { stdout, stderr } = spawnSync('sh', run, { encoding: 'utf8', timeout: 20_000 });
    expect([stdout, stderr]).toEqual(['error,error true\n', '']);
  });
});

describe.skipIf(process.getuid?.() !== 0 && process.env['CI'] === undefined)('real hangs (root)', () => {
  it('answers others while a folder never does', { timeout: 20_000 }, async () => {
    const { heldProgram } = await import('./stuck.ts');
    const folder = join(bundle.folder, 'stuckfs');
    mkdirSync(folder);
    const stuck = await heldProgram('stuckfs', folder);
    try {
      const reader = start();
      await reader.readFile(file);
      const [hanging, below, other] = await Promise.all([
        reader.listFolder(folder),
        reader.readFile(`${folder}/x`),
        reader.readFile(file),
      ]);
      expect([hanging, below, other]).toEqual([TIMEOUT, TIMEOUT, CONTENT]);
    } finally {
      await stuck.end();
    }
  });

  it('answers others while a command line never does', { timeout: 20_000 }, async () => {
    const { heldProgram } = await import('./stuck.ts');
    const stuck = await heldProgram('stuck');
    try {
      const reader = start();
      await reader.readFile(file);
      const started = performance.now();
      const [hanging, other] = await Promise.all([
        reader.readArguments(`/proc/${stuck.line}/cmdline`),
        reader.readArguments(`/proc/${process.pid}/cmdline`),
      ]);
      expect(hanging).toEqual(TIMEOUT);
      expect(other).toHaveProperty('value');
      expect(performance.now() - started).toBeLessThan(2000);
    } finally {
      await stuck.end();
    }
  });
});
