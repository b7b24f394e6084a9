import { describe, expect, it } from 'vitest';
import { runCgroupName } from '../../../../src/helper/run/cgroup-name.ts';
import { isolated } from '../../../../src/helper/runtimes/isolated.ts';
import type { Candidate, RuntimeContext } from '../../../../src/helper/runtimes/runtime.ts';

const segments = (path: string) => path.split('/').filter((segment) => segment !== '');
const match = (path: string) => {
  const parts = segments(path);
  return parts.map((_, index) => isolated.matchCgroup?.(parts, index)).filter((one) => one !== undefined);
};
const nameOf = async (cgroupPath: string) =>
  (await isolated.describe?.({ cgroupPath } as Candidate, {} as RuntimeContext))?.name;

const ID = '0123456789ab';

describe('a cgroup of Run Isolated', () => {
  it.each([
    [`/isolated-npm-test-${ID}`, [{ containerId: ID, payload: true }]],
    [`/isolated-${ID}`, [{ containerId: ID, payload: true }]],
    [`/system.slice/isolated-sh-${ID}.scope/run`, [{ containerId: ID, payload: true }]],
    [`/system.slice/isolated-sh-${ID}.scope/launcher`, [{ payload: false }]],
    [`/system.slice/isolated-sh-${ID}.scope`, []],
    ['/system.slice/isolated-sh.scope/run', []],
    ['/isolated-npm-test', []],
    [`/isolated-npm-test-${ID}x`, []],
    [`/run/launcher`, []],
  ])('%s', (path, matches) => {
    expect(match(path)).toEqual(matches);
  });

  it('names the run by its command', async () => {
    expect(await nameOf(`/isolated-npm-test-${ID}`)).toBe('npm-test');
    expect(await nameOf(`/system.slice/isolated-sh-${ID}.scope/run`)).toBe('sh');
    expect(await nameOf(`/isolated-${ID}`)).toBeUndefined();
  });

  it.each(['npm test', '../../etc', 'a/b', '$(x)', '', '日本', '.hidden', 'x'.repeat(500), 'a\nb'])(
    'is one folder whatever the command is: %j',
    (title) => {
      const name = runCgroupName(title);
      expect(name).toMatch(/^isolated-[\w.-]{0,60}$/);
      expect(name).not.toContain('..');
      expect(match(`/${name}`)).toHaveLength(1);
      expect(runCgroupName(title)).not.toBe(name);
    },
  );
});

describe('the launcher', () => {
  it('is known by its name where it may make no cgroup', () => {
    expect(isolated.matchLauncher?.([{ pid: 7, comm: 'ci-launcher' }])).toMatchObject({ kind: 'container' });
    expect(
      isolated.matchLauncher?.([
        { pid: 7, comm: 'bash' },
        { pid: 3, comm: 'ci-launcher' },
      ]),
    ).toBeUndefined();
    expect(isolated.matchLauncher?.([])).toBeUndefined();
  });
});
