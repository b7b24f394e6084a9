import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { whileFrozen } from '../../src/helper/actions/hold-still.ts';
import { CgroupFiles, type CgroupPlace } from '../../src/helper/cgroup/cgroup-files.ts';
import { Hierarchies } from '../../src/helper/cgroup/hierarchies.ts';
import { readMounts } from '../../src/helper/inventory/host-facts.ts';
import { keeperBy } from '../../src/helper/keeper/keeper.ts';
import { FileReader } from '../../src/helper/kernel/file-reader.ts';
import { Syscalls } from '../../src/helper/kernel/syscalls.ts';
import { cgroupHierarchies } from '../lab/cgroups.ts';
import { Freezer, frozenFolders } from '../lab/freezer.ts';
import { buildProgram } from '../support/build-program.ts';
import { DisposedProcess } from '../support/disposed-process.ts';
import { realSources } from '../support/fact-sources.ts';

const KEEPER = resolve(import.meta.dirname, '../../dist/keeper.js');
const startKeeper = keeperBy(KEEPER);

const versions = ([1, 2] as const).filter((version) =>
  cgroupHierarchies().some(
    (found) => found.version === version && (version === 2 || found.controllers.includes('freezer')),
  ),
);

describe.each(versions)('work while a cgroup of version %i is frozen', (version) => {
  const syscalls = new Syscalls();
  const files = new FileReader(syscalls);
  let hierarchies: Hierarchies;
  let target: DisposedProcess;
  let freezer: Freezer;
  let place: CgroupPlace;

  beforeAll(async () => {
    hierarchies = new Hierarchies(readMounts(realSources().proc), syscalls, (folder, name) => files.read(folder, name));
    const hierarchy = version === 2 ? hierarchies.unified : hierarchies.withController('freezer');
    if (hierarchy === undefined) throw new Error('no such hierarchy');
    target = await DisposedProcess.start(['--handle', '10']);
    await target.answers();
    const name = `lab-signals-${process.pid}-v${version}` as const;
    freezer = Freezer.make(version, name);
    place = { hierarchy, below: name };
    // Which moves it there.
    await freezer.freeze(target.pid);
    freezer.thaw();
    await target.answers();
  });

  afterEach(() => freezer.thaw());

  afterAll(async () => {
    hierarchies.dispose();
    await target[Symbol.asyncDispose]();
    await freezer.remove();
  });

  /** Whether it has an answer pending that it does not give. */
  async function isHeld(): Promise<boolean> {
    const before = target.count('pong');
    target.command('p');
    await new Promise((resolve) => setTimeout(resolve, 50));
    return target.count('pong') === before;
  }

  it('is done while nothing runs, and all runs on afterwards', async () => {
    let state = '';
    const done = await whileFrozen(new CgroupFiles(files), place, startKeeper, () => {
      state = target
        .threads()
        .map((thread) => thread.state)
        .join('');
      target.command('p');
      return target.count('pong');
    });
    // What it was told while it was held is answered after the thaw alone.
    if (done === 'not-frozen') throw new Error(done);
    if (version === 1) expect(state).toBe('D');
    await expect.poll(() => target.count('pong')).toBe(done.done + 1);
  });

  it('leaves nothing frozen when it fails', async () => {
    const failing = whileFrozen(new CgroupFiles(files), place, startKeeper, () => {
      throw new Error('as asked');
    });
    await expect(failing).rejects.toThrow('as asked');
    await target.answers();
  });

  it('leaves frozen what somebody else froze', async () => {
    await freezer.freeze(target.pid);
    expect(await whileFrozen(new CgroupFiles(files), place, startKeeper, () => 'done')).toEqual({ done: 'done' });
    expect(await isHeld()).toBe(true);
    freezer.thaw();
    await target.answers();
  });

  it('is undone where whoever holds it is killed', async () => {
    const holder = spawn(process.execPath, [await buildProgram('holder'), `${version}`, place.below, KEEPER], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    expect(await isHeld()).toBe(true);
    holder.kill('SIGKILL');
    await target.answers();
    expect(frozenFolders().filter((folder) => folder.endsWith(place.below))).toEqual([]);
  });

  it('is not done where nobody could see to its end', async () => {
    const work = () => {
      throw new Error('it was done');
    };
    for (const script of ['/none/keeper.js', '/dev/null']) {
      expect(await whileFrozen(new CgroupFiles(files), place, keeperBy(script), work)).toBe('not-frozen');
    }
    await target.answers();
  });

  it('is not done where there is no such cgroup', async () => {
    let isDone = false;
    const work = () => {
      isDone = true;
    };
    expect(await whileFrozen(new CgroupFiles(files), { ...place, below: 'lab-none' }, startKeeper, work)).toBe(
      'not-frozen',
    );
    expect(await whileFrozen(new CgroupFiles(files), { ...place, below: '' }, startKeeper, work)).toBe('not-frozen');
    expect(isDone).toBe(false);
  });
});
