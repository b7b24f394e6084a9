import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { ContainerCgroups } from '../../../../src/helper/cgroup/container-cgroups.ts';
import { readKnobs } from '../../../../src/helper/cgroup/knobs.ts';
import { CONTROLLERS } from '../../../../src/shared/model/knob.ts';
import { files, Tree, V1, V2, version1File } from './tree.ts';

const trees: Tree[] = [];
afterEach(() => trees.splice(0).forEach((tree) => tree.remove()));

function tree(...parameters: ConstructorParameters<typeof Tree>): Tree {
  const made = new Tree(...parameters);
  trees.push(made);
  return made;
}

const keys = (cgroups: ContainerCgroups) => readKnobs(files, cgroups).knobs.map(({ key }) => key);
const states = (cgroups: ContainerCgroups) =>
  Object.fromEntries(readKnobs(files, cgroups).controllers.map(({ controller, state }) => [controller, state]));

describe('knobs', () => {
  it('are the control files, by controller and name, with what they hold', () => {
    const made = tree(V2, 'memory cpu').cgroup('unified/c', {
      ...{ 'memory.max': 'max\n', 'memory.events': 'low 0\nhigh 1\n', 'cpu.max': 'max 100000\n', 'irq.pressure': '' },
      ...{ 'cgroup.freeze': '0\n', 'cgroup.type': 'domain\n', 'cgroup.controllers': 'memory\n' },
      ...{ 'hugetlb.2MB.max': 'max\n', 'cgroup.procs': '1\n', 'cgroup.threads': '1\n', tasks: '1\n' },
      ...{ 'unknown.file': '1', 'memory max': '1', 'UPPER.case': '1' },
    });
    chmodSync(`${made.folder}/unified/c/memory.events`, 0o444);
    const { knobs, omitted } = readKnobs(files, made.container('0::/c\n'));
    expect(omitted).toBe(0);
    expect(knobs.map(({ key, controller }) => [key, controller])).toEqual([
      ['2/memory.events', 'memory'],
      ['2/memory.max', 'memory'],
      ['2/cpu.max', 'cpu'],
      ['2/irq.pressure', 'cpu'],
      ['2/hugetlb.2MB.max', 'hugetlb'],
      ['2/cgroup.freeze', 'freezer'],
      ['2/cgroup.controllers', 'core'],
      ['2/cgroup.type', 'core'],
    ]);
    expect(knobs[0]).toEqual({
      ...{ key: '2/memory.events', controller: 'memory', version: 2, file: 'memory.events', setting: false },
      path: { text: `${made.folder}/unified/c/memory.events` },
      value: { value: { lines: ['low 0', 'high 1'], cut: false } },
    });
    expect(knobs[1]?.setting).toBe(true);
    expect(knobs[3]?.value).toEqual({ value: { lines: [], cut: false } });
  });

  it('leave out what can only be written, and what a container made with such a name', () => {
    const made = tree(V1).cgroup('memory/x', { 'memory.force_empty': '', 'memory.stat': 'cache 1\n' });
    chmodSync(`${made.folder}/memory/x/memory.force_empty`, 0o200);
    mkdirSync(`${made.folder}/memory/x/memory.max`);
    symlinkSync('/etc/passwd', `${made.folder}/memory/x/memory.link`);
    made.write('systemd/x/cgroup.clone_children', '0');
    expect(keys(made.container(version1File('/x')))).toEqual(['1/memory.stat']);
  });

  it('are of every hierarchy, each under its own key (hybrid)', () => {
    const made = tree([...V1, ...V2], '')
      .cgroup('cpu/x', { 'cpu.stat': '', 'cpuacct.usage': '5\n' })
      .cgroup('blkio/x', { 'blkio.throttle.read_bps_device': '' })
      .cgroup('unified/x', { 'cpu.stat': '', 'memory.pressure': '', 'cgroup.stat': '' });
    expect(keys(made.container(`${version1File('/x')}0::/x\n`))).toEqual([
      ...['2/memory.pressure', '1/cpu.stat', '2/cpu.stat', '1/cpuacct.usage', '1/blkio.throttle.read_bps_device'],
      '2/cgroup.stat',
    ]);
  });

  it('have their bounds', () => {
    const long = `${'x'.repeat(513)}\n`;
    const made = tree(V2).cgroup('unified/c', {
      'memory.a': 'line\n'.repeat(256),
      'memory.b': 'line\n'.repeat(257),
      'memory.c': `${'line\n'.repeat(256)}\nmore\n`,
      'memory.d': long,
      'memory.e': 'no newline',
    });
    const { knobs } = readKnobs(files, made.container('0::/c\n'));
    const read = knobs.map(({ value }) => ('value' in value ? [value.value.lines.length, value.value.cut] : 'unread'));
    expect(read).toEqual([
      [256, false],
      [256, true],
      [256, true],
      [1, true],
      [1, false],
    ]);
    const many = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`misc.${index}`, '1']));
    const result = readKnobs(files, made.cgroup('unified/many', many).container('0::/many\n'));
    expect([result.knobs.length, result.omitted]).toEqual([512, 88]);
  });

  it('show hostile content and names without harm', () => {
    const content = Buffer.from('\x1b[31m\xff</script>\n', 'latin1');
    const made = tree(V2).write('unified/<img src=x>\x1b[2J/memory.max', content);
    const { knobs } = readKnobs(files, made.container('0::/<img src=x>\x1b[2J\n'));
    expect(knobs[0]?.value).toEqual({ value: { lines: ['\\x1b[31m\\xff</script>'], cut: false } });
    expect(knobs[0]?.path.text).toMatch(/^\P{C}*$/u);
    expect(Buffer.from(knobs[0]?.path.bytes ?? '', 'hex').toString('latin1')).toContain('\x1b[2J/memory.max');
  });

  it('are none of a cgroup that is gone or outside', () => {
    for (const path of ['/gone', '/../x']) expect(keys(tree(V2).container(`0::${path}\n`))).toEqual([]);
  });
});

describe('controllers', () => {
  it('are told in their order, with folder and owner', () => {
    const made = tree(V2, 'memory cpu').write('unified/c/cgroup.controllers', 'memory\n');
    const { controllers } = readKnobs(files, made.container('0::/c\n'));
    expect(controllers.map(({ controller }) => controller)).toEqual(CONTROLLERS);
    expect(controllers[0]).toEqual({
      ...{ controller: 'memory', state: 'on', version: 2, own: true, owner: process.getuid?.() },
      folder: { text: `${made.folder}/unified/c` },
    });
  });

  it('of version 2 are on where they are enabled', () => {
    const made = tree(V2, 'memory cpu io').cgroup('unified/c', {
      'cgroup.controllers': 'memory io\n',
      'cgroup.freeze': '0\n',
    });
    expect(states(made.container('0::/c\n'))).toMatchObject({
      ...{ memory: 'on', io: 'on', cpu: 'off', pids: 'unsupported', net_cls: 'unsupported' },
      ...{ devices: 'ebpf', freezer: 'on', core: 'on' },
    });
  });

  it('of version 1 are on where they are mounted', () => {
    const made = tree(V1).write('memory/x/tasks', '').write('freezer/x/tasks', '');
    expect(states(made.container(version1File('/x')))).toMatchObject({
      ...{ memory: 'on', freezer: 'on', cpu: 'gone', devices: 'unsupported', core: 'unsupported' },
    });
  });

  it('are outside or gone with the cgroup, and not its own where others share it', () => {
    const made = tree(V2, 'memory').write('unified/a/cgroup.controllers', 'memory\n');
    expect(states(made.container('0::/../x\n'))['memory']).toBe('outside');
    expect(states(made.container('0::/gone\n'))['memory']).toBe('gone');
    const shared = readKnobs(files, made.container('0::/a\n', undefined, '0::/a\n')).controllers[0];
    expect(shared).toMatchObject({ state: 'on', own: false });
  });
});
