// node holder.cjs VERSION BELOW KEEPER: holds a cgroup still for a minute, by the helper's own means, and says so.
import { CgroupFiles } from '../../src/helper/cgroup/cgroup-files.ts';
import { Hierarchies } from '../../src/helper/cgroup/hierarchies.ts';
import { whileFrozen } from '../../src/helper/actions/hold-still.ts';
import { readMounts } from '../../src/helper/inventory/host-facts.ts';
import { keeperBy } from '../../src/helper/keeper/keeper.ts';
import { FileReader } from '../../src/helper/kernel/file-reader.ts';
import { Syscalls } from '../../src/helper/kernel/syscalls.ts';
import { realSources } from './fact-sources.ts';
import { writeSync } from 'node:fs';

const [, , version = '', below = '', keeper = ''] = process.argv;
const syscalls = new Syscalls();
const files = new FileReader(syscalls);
const hierarchies = new Hierarchies(readMounts(realSources().proc), syscalls, (folder, name) =>
  files.read(folder, name),
);
const hierarchy = version === '2' ? hierarchies.unified : hierarchies.withController('freezer');
if (hierarchy === undefined) throw new Error('no such hierarchy');
void whileFrozen(new CgroupFiles(files), { hierarchy, below }, keeperBy(keeper), () => {
  writeSync(1, 'held\n');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60_000);
});
