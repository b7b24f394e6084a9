import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { freezeByKernel, thawByKernel } from '../../../../src/helper/actions/freeze-by-kernel.ts';
import type { CgroupFiles } from '../../../../src/helper/cgroup/cgroup-files.ts';
import { freezerTargets } from '../../../../src/helper/cgroup/freezer.ts';
import { files, Tree, V1, V2, version1File } from '../cgroup/tree.ts';

const { EACCES, EIO } = constants.errno;
/** The freezer of either version: what is read, and what is written. */
const VERSIONS = {
  1: { frozen: { 'freezer.state': 'FROZEN\n' }, busy: { 'freezer.state': 'FREEZING\n' }, words: ['FROZEN', 'THAWED'] },
  2: { frozen: { 'cgroup.events': 'frozen 1\n' }, busy: { 'cgroup.events': 'frozen 0\n' }, words: ['1', '0'] },
} as const;
const TOLD = { 1: { 'freezer.self_freezing': '1\n' }, 2: { 'cgroup.freeze': '1\n' } } as const;

const trees: Tree[] = [];
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()));

function tree(version: 1 | 2): Tree {
  const made = new Tree(version === 1 ? V1 : V2);
  trees.push(made);
  return made;
}

function targetIn(version: 1 | 2) {
  return freezerTargets(tree(version).container(version === 1 ? version1File('/a') : '0::/a\n'));
}

/**
 * A cgroup that a real kernel would not give us: one that does not freeze, or cannot be written any more.
 *
 * @param answer what the write gives, by the number of writes before it: 0, or -errno
 * @param read the control files, by the number of writes so far
 */
class Stubborn {
  readonly written: string[] = [];
  readonly files: CgroupFiles;

  constructor(
    read: (writes: number) => Readonly<Record<string, string>>,
    answer: (writes: number) => number = () => 0,
  ) {
    const folder = {
      again: () => undefined,
      close: () => undefined,
      read: (name: string) => read(this.written.length)[name] ?? -constants.errno.ENOENT,
      write: (_: string, bytes: Buffer) => {
        this.written.push(bytes.toString());
        return answer(this.written.length - 1);
      },
    };
    this.files = { kept: { take: () => undefined }, mayKeep: false, open: () => folder } as unknown as CgroupFiles;
  }
}

const inMs = (ms: number) => performance.now() + ms;

describe.each([1, 2] as const)('a cgroup of version %i', (version) => {
  const { frozen, busy, words } = VERSIONS[version];
  const [freeze, thaw] = words;

  it('is told again until all its tasks are stopped', async () => {
    const cgroup = new Stubborn((writes) => (writes < 3 ? busy : frozen));
    const outcome = await freezeByKernel(cgroup.files, targetIn(version), inMs(5000));
    expect(outcome).toEqual({ kind: 'done', state: { frozen: true } });
    expect(cgroup.written).toEqual([freeze, freeze, freeze]);
  });

  it('is thawed again when it does not freeze in time, and others get their turn meanwhile', async () => {
    const cgroup = new Stubborn(() => busy);
    let turns = 0;
    const other = setInterval(() => (turns += 1), 5);
    expect(await freezeByKernel(cgroup.files, targetIn(version), inMs(200))).toEqual({ kind: 'timeout' });
    clearInterval(other);
    expect(cgroup.written.at(-1)).toBe(thaw);
    expect(new Set(cgroup.written.slice(0, -1))).toEqual(new Set([freeze]));
    expect(turns).toBeGreaterThan(10);
  });

  it('is left as it was when somebody else had told it to freeze', async () => {
    const cgroup = new Stubborn(() => ({ ...busy, ...TOLD[version] }));
    expect(await freezeByKernel(cgroup.files, targetIn(version), inMs(50))).toEqual({ kind: 'timeout' });
    expect(cgroup.written).not.toContain(thaw);
  });

  it('is thawed again when a later write fails', async () => {
    const cgroup = new Stubborn(
      () => busy,
      (writes) => (writes === 1 ? -EIO : 0),
    );
    const outcome = await freezeByKernel(cgroup.files, targetIn(version), inMs(5000));
    expect(outcome).toEqual({ kind: 'failed', errno: EIO });
    expect(cgroup.written).toEqual([freeze, freeze, thaw]);
  });

  it('that may not be written says so', async () => {
    const refusing = () =>
      new Stubborn(
        () => busy,
        () => -EACCES,
      );
    const failed = { kind: 'failed', errno: EACCES };
    expect(await freezeByKernel(refusing().files, targetIn(version), inMs(5000))).toEqual(failed);
    expect(await thawByKernel(refusing().files, targetIn(version), inMs(5000))).toEqual(failed);
  });

  it('is given a moment to run again', async () => {
    const from = performance.now();
    const cgroup = new Stubborn(() => (performance.now() - from < 100 ? { ...frozen, ...TOLD[version] } : busy));
    expect(await thawByKernel(cgroup.files, targetIn(version), inMs(5000))).toEqual({
      kind: 'done',
      state: { frozen: false },
    });
    expect(cgroup.written).toEqual([thaw]);
  });
});

describe('to thaw a container', () => {
  const SCOPE = 'unified/machine.slice/x.scope';
  const contents = (made: Tree) =>
    ['unified/machine.slice', SCOPE, `${SCOPE}/container`].map((path) =>
      readFileSync(join(made.folder, path, 'cgroup.freeze'), 'utf8').trim(),
    );

  it.each([
    ['both of its own cgroups', '1', '1'],
    ['the outer of its own cgroups', '1', '0'],
  ])('takes %s, and none above', async (_, outer, inner) => {
    const made = tree(2)
      .cgroup('unified/machine.slice', { 'cgroup.freeze': '1' })
      .cgroup(SCOPE, { 'cgroup.freeze': outer })
      .cgroup(`${SCOPE}/container`, { 'cgroup.freeze': inner, 'cgroup.events': 'frozen 1\n' });
    const cgroups = made.container('0::/machine.slice/x.scope/container\n', '/machine.slice/x.scope');
    const outcome = await thawByKernel(files, freezerTargets(cgroups), inMs(5000));
    expect(outcome).toEqual({ kind: 'done', state: { frozen: true, heldBy: { text: '/machine.slice' } } });
    expect(contents(made)).toEqual(['1', '0', '0']);
  });
});
