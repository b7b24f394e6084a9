import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changeLimit } from '../../../../src/extension/commands/change-limit.ts';
import { HelperError } from '../../../../src/shared/errors.ts';
import type { Knob } from '../../../../src/shared/model/knob.ts';
import type { LimitChange, LimitPlan } from '../../../../src/shared/model/limit-change.ts';
import { read, unread } from '../../../../src/shared/model/reading.ts';
import { packSamples } from '../../../../src/shared/protocol/sample-set.ts';
import type { LimitSetResult } from '../../../../src/shared/protocol/actions.ts';
import { commandsOnTree, type CommandLab, type TreeCommandLab } from '../support/command-lab.ts';
import { aContainer, aSandbox, MIB, text } from '../support/facts.ts';
import type { FakeHelperApi } from '../support/fake-helper-api.ts';
import type { FakeUi } from '../support/fake-ui.ts';
import { aSample } from '../support/samples.ts';

const TARGET = { containerId: 'docker:web', init: { pid: 14008, startTime: 100 } };
const MEANT = { containerId: 'docker:web', pid: 14008, startTime: 100 };
const FILE = '/sys/fs/cgroup/docker/2d85/memory.max';

let parts: TreeCommandLab;
let lab: CommandLab;
let ui: FakeUi;
let helper: FakeHelperApi;

beforeEach(async () => {
  parts = await commandsOnTree([aContainer('web'), aSandbox('sand')]);
  ({ lab, helper } = parts);
  ({ ui } = lab);
  has(knob(2, 'memory.max', '67108864'), knob(2, 'memory.high', 'max'), knob(2, 'cpu.max', '50000 100000'));
  plans({});
  sets({});
});

afterEach(() => parts.tree.dispose());

function knob(version: 1 | 2, file: string, ...lines: readonly string[]): Knob {
  return {
    key: `${version}/${file}`,
    controller: 'memory',
    version,
    file: text(file),
    path: { text: text(`/sys/fs/cgroup/${file}`) },
    value: read({ lines: lines.map(text), cut: false }),
    setting: true,
  };
}

function has(...knobs: readonly Knob[]): void {
  helper.answer('container/knobs', () => ({ controllers: [], knobs, omitted: 0 }));
}

function plans(change: Partial<LimitPlan>): void {
  helper.answer('limit/plan', () => ({
    file: { text: text(FILE) },
    before: text('67108864'),
    after: text('100663296'),
    writer: 'docker',
    command: ['docker', 'update', '--memory', '100663296', 'my web'].map(text),
    risks: [],
    ...change,
  }));
}

function sets(change: Partial<LimitSetResult>): void {
  const undo: LimitChange = { limit: 'memory', value: 64 * MIB };
  helper.answer('limit/set', () => ({ before: text('67108864'), after: text('100663296'), undo, ...change }));
}

function run(...args: readonly unknown[]): Promise<void> {
  return lab.run(changeLimit, ...args);
}

describe('change limit', () => {
  it('shows the limits of now, then old, new and writer, and changes it', async () => {
    ui.picks.push('Memory limit');
    ui.texts.push('96M');
    ui.answers.push('Change');
    await run(parts.screen.node('web'));
    expect(ui.titles).toEqual(['Change which limit of web?']);
    expect(ui.rows.map((row) => row.split(' | ').slice(0, 2).join(' | '))).toEqual([
      'Memory limit | now 64 MiB',
      'Memory throttling limit | now no limit',
      'CPU limit | now 0.5 CPU',
    ]);
    expect(ui.entries).toMatchObject([
      {
        title: 'Memory limit of web',
        prompt: '512M, 1.5 GiB, or max for no limit. Now: 64 MiB.',
        value: '64 MiB',
      },
    ]);
    expect(ui.questions).toEqual([
      {
        message: 'Memory limit of web: 64 MiB → 96 MiB?',
        detail: [
          'Docker writes it (docker update) and remembers it, also over a restart of the container.',
          `File: ${FILE}`,
          "Command: docker update --memory 100663296 'my web'",
        ].join('\n'),
        buttons: ['Change', 'Copy Command'],
      },
    ]);
    const change = { limit: 'memory', value: 96 * MIB };
    expect(lab.paramsOf('limit/plan')).toEqual([{ ...TARGET, change }]);
    expect(lab.paramsOf('limit/set')).toEqual([{ ...TARGET, change, before: '67108864', writer: 'docker' }]);
    expect(ui.notices).toEqual([
      { text: 'Memory limit of web: 64 MiB → 96 MiB', level: 'information', buttons: ['Undo', 'Copy Command'] },
    ]);
  });

  it('changes nothing where the user does not agree, at any step', async () => {
    const web = parts.screen.node('web');
    await run(web);
    ui.picks.push('Memory limit');
    await run(web);
    ui.picks.push('Memory limit');
    ui.texts.push('5 MB');
    await run(web);
    expect(lab.paramsOf('limit/plan')).toEqual([]);
    ui.picks.push('Memory limit');
    ui.texts.push('5M');
    await run(web);
    expect([ui.questions.length, lab.paramsOf('limit/set')]).toEqual([1, []]);
  });

  it('says of what is typed what is wrong with it, or how it is understood', async () => {
    ui.picks.push('Memory limit');
    await run(parts.screen.node('web'));
    const check = ui.entries[0]?.check;
    expect(check?.('1.5 GiB')).toEqual({ kind: 'understood', words: 'New value: 1.5 GiB' });
    expect(check?.('max')).toEqual({ kind: 'understood', words: 'New value: no limit' });
    expect(check?.(' ')).toEqual({ kind: 'error', words: 'Write 512M, 1.5 GiB, or max for no limit.' });
    expect(check?.('5 MB').kind).toBe('error');
  });

  it('shows what may happen before it does, and asks more clearly', async () => {
    plans({
      writer: 'file',
      risks: [
        { kind: 'oom-kill', use: 80 * MIB },
        { kind: 'bound-above', by: { text: text('/docker') } },
        { kind: 'owner-may-undo', owner: 'systemd' },
      ],
    });
    ui.picks.push('Memory limit');
    ui.texts.push('max');
    ui.answers.push('Change Anyway');
    await run(parts.screen.node('web'));
    expect(ui.questions[0]?.buttons[0]).toBe('Change Anyway');
    expect(ui.questions[0]?.detail?.split('\n').slice(0, 4)).toEqual([
      '⚠ 80 MiB are in use, more than the new limit: the kernel reclaims, and kills processes where that is not enough.',
      '⚠ A cgroup above allows less (/docker): the new value does not count.',
      '⚠ systemd does not know of it, and puts its own value back at the next daemon-reload.',
      'It is written to the file itself, and lasts as long as the cgroup.',
    ]);
    expect(lab.paramsOf('limit/set')).toHaveLength(1);
  });

  it('copies the command from the question, and asks again', async () => {
    ui.picks.push('Memory limit');
    ui.texts.push('96M');
    ui.answers.push('Copy Command', 'Change');
    await run(parts.screen.node('web'));
    expect([ui.copied, ui.questions.length, lab.paramsOf('limit/set').length]).toEqual([
      ["docker update --memory 100663296 'my web'"],
      2,
      1,
    ]);
  });

  describe('"Undo"', () => {
    const undo = { limit: 'memory', value: 64 * MIB };

    /** The limit is raised to 96 MiB, and the user undoes it, when the file is as `back` says. */
    async function raiseAndUndo(back: Partial<LimitPlan>): Promise<void> {
      helper.answerTo('limit/plan', ({ change }) => {
        const isBack = change.limit === 'memory' && change.value === 64 * MIB;
        const [before, after] = isBack ? ['100663296', '67108864'] : ['67108864', '100663296'];
        const plan = { file: { text: text(FILE) }, before: text(before), after: text(after), command: [], risks: [] };
        return { ...plan, writer: 'file', ...(isBack ? back : {}) };
      });
      helper.answerTo('limit/set', ({ change, before }) => {
        const isBack = change.limit === 'memory' && change.value === 64 * MIB;
        const after = text(isBack ? '67108864' : '100663296');
        return { before: text(before), after, undo: { limit: 'memory', value: 64 * MIB } };
      });
      ui.picks.push('Memory limit');
      ui.texts.push('96M');
      ui.answers.unshift('Change');
      ui.presses.push('Undo');
      await run(parts.screen.node('web'));
    }

    it('brings the old value back without a question where nobody else wrote since', async () => {
      await raiseAndUndo({});
      expect(lab.paramsOf('limit/set').at(-1)).toEqual({
        ...TARGET,
        change: undo,
        before: '100663296',
        writer: 'file',
      });
      expect(ui.notices.map((notice) => notice.text)).toEqual([
        'Memory limit of web: 64 MiB → 96 MiB',
        'Memory limit of web: 96 MiB → 64 MiB',
      ]);
      expect(ui.questions).toHaveLength(1);
    });

    it('does not overwrite what somebody else wrote since without a question that says so', async () => {
      await raiseAndUndo({ before: text('134217728') });
      expect(lab.paramsOf('limit/set')).toHaveLength(1);
      expect(ui.questions[1]).toMatchObject({
        message: 'Memory limit of web: 128 MiB → 64 MiB?',
        buttons: ['Change Anyway', 'Copy Command'],
      });
      expect(ui.questions[1]?.detail?.split('\n')[0]).toBe(
        '⚠ It was set to 96 MiB and is 128 MiB now: another program, the runtime or somebody by hand wrote it meanwhile.',
      );
      ui.answers.push('Change Anyway');
      await raiseAndUndo({ before: text('134217728') });
      expect(lab.paramsOf('limit/set').at(-1)).toEqual({
        ...TARGET,
        change: undo,
        before: '134217728',
        writer: 'file',
      });
    });

    it.each([
      [{ kind: 'reclaim', use: 80 * MIB }, 'Change Anyway'],
      [{ kind: 'owner-may-undo', owner: 'docker' }, 'Change'],
    ] as const)('asks where it may harm, or may not last: %j', async (risk, button) => {
      await raiseAndUndo({ risks: [risk] });
      expect(lab.paramsOf('limit/set')).toHaveLength(1);
      expect(ui.questions).toHaveLength(2);
      expect(ui.questions[1]?.buttons[0]).toBe(button);
      expect(ui.questions[1]?.detail).toMatch(/^⚠ /);
    });
  });

  it('tells what was read back, not what was planned', async () => {
    sets({ after: text('99614720') });
    ui.picks.push('Memory limit');
    ui.texts.push('96M');
    ui.answers.push('Change');
    await run(parts.screen.node('web'));
    expect(ui.notices[0]?.text).toBe('Memory limit of web: 64 MiB → 95 MiB');
  });

  it('does nothing where the value is there already', async () => {
    plans({ after: text('67108864') });
    ui.picks.push('Memory limit');
    ui.texts.push('64M');
    await run(parts.screen.node('web'));
    expect([ui.told, ui.questions, lab.paramsOf('limit/set')]).toEqual([
      ['Memory limit of web is 64 MiB already'],
      [],
      [],
    ]);
  });

  it.each([
    [{ code: 'CHANGED' }, 'Somebody else changed it meanwhile. Look again.'],
    [{ code: 'CHANGED', detail: text('4096') }, 'Somebody else changed it meanwhile: it is 4096 now. Look again.'],
    [{ code: 'REFUSED', detail: text('Error: no such container') }, 'The runtime refused. Error: no such container'],
    [{ code: 'NOT_TAKEN', detail: text('4096') }, 'The kernel took another value than the one that was written: 4096.'],
    [
      { code: 'PROTECTED', protection: 'own-container' },
      'VS Code itself runs in this container or in one inside of it.',
    ],
  ] as const)('says what went wrong: %j', async (data, words) => {
    helper.fail('limit/set', new HelperError({ ...data, operation: 'limit/set' }, 'no'));
    ui.picks.push('Memory limit');
    ui.texts.push('96M');
    ui.answers.push('Change');
    await run(parts.screen.node('web'));
    expect(ui.warnings).toEqual([`Changing a limit of web failed. ${words}`]);
    expect(ui.notices).toEqual([]);
  });

  it('offers on the row of a limit those of its kind only, and asks at once where it is one', async () => {
    const { screen } = parts;
    await screen.expand('web');
    await screen.expand('web', 'Limits');
    await run(screen.node('web', 'Limits', 'Memory'));
    expect(ui.rows.map((row) => row.split(' | ')[0])).toEqual(['Memory limit', 'Memory throttling limit']);
    await run(screen.node('web', 'Limits', 'CPU'));
    expect(ui.entries.map(({ title, value }) => [title, value])).toEqual([['CPU limit of web', '0.5 CPU']]);
    await run(screen.node('web', 'Limits', 'Processes'));
    expect(ui.warnings).toEqual(['The cgroup of web has no limit of this kind: the controller is not enabled for it.']);
  });

  it('changes limits of one container at a time, from the palette too', async () => {
    const rows = [parts.screen.node('web'), parts.screen.node('sand')];
    await run(rows[0], rows);
    expect(ui.warnings).toEqual(['Limits are changed of one container at a time. Select one.']);
    ui.picks.push('web');
    await run();
    expect(ui.titles).toEqual(['Change a limit of', 'Change which limit of web?']);
  });

  it('understands version 1', async () => {
    has(
      knob(1, 'memory.limit_in_bytes', '9223372036854771712'),
      knob(1, 'cpu.cfs_quota_us', '50000'),
      knob(1, 'cpu.cfs_period_us', '100000'),
      knob(1, 'cpu.shares', '1024'),
      { ...knob(1, 'pids.max'), value: unread('permission') },
      knob(1, 'cpuset.cpus', ''),
    );
    plans({ file: { text: text('/x/cpu.shares') }, before: text('1024'), after: text('2048') });
    ui.picks.push('CPU weight');
    ui.texts.push('200');
    await run(parts.screen.node('web'));
    expect(ui.rows.map((row) => row.split(' | ').slice(0, 2).join(' | '))).toEqual([
      'Memory limit | now no limit',
      'CPU limit | now 0.5 CPU',
      'CPU weight | now 1024 shares of version 1',
      'Process limit | now needs root',
      'CPU set | now as the cgroup above',
    ]);
    expect(ui.questions[0]?.message).toBe('CPU weight of web: 1024 shares → 2048 shares?');
    plans({ file: { text: text('/x/cpu.cfs_quota_us') }, before: text('50000'), after: text('-1') });
    ui.picks.push('CPU limit');
    ui.texts.push('max');
    await run(parts.screen.node('web'));
    expect(ui.questions[1]?.message).toBe('CPU limit of web: 0.5 CPU → no limit?');
  });

  it('asks for a device and a rate where I/O is limited', async () => {
    has(knob(2, 'io.max', '8:0 rbps=1048576 wbps=max riops=max wiops=max'));
    const figures = { readBytes: 0, writeBytes: 0, readOperations: 0, writeOperations: 0 };
    const io = read({
      devices: [
        { device: '8:0', name: text('sda'), ...figures },
        { device: '259:1', ...figures },
      ],
    });
    helper.answer('containers/sample', () => ({
      number: 1,
      samples: packSamples([{ containerId: 'docker:web', sample: aSample(0, { io }) }]),
    }));
    plans({ before: text(String.raw`8:0 rbps=1048576 wbps=max riops=max wiops=max`), after: text('8:0 rbps=2097152') });
    ui.picks.push('I/O limit', 'sda', 'Bytes read');
    ui.texts.push('2 MiB/s');
    await run(parts.screen.node('web'));
    expect(ui.titles).toEqual(['Change which limit of web?', 'Limit which device?', 'Change which limit of 8:0?']);
    expect(ui.rows).toEqual([
      'Bytes read | now 1 MiB/s',
      'Bytes written | now no limit',
      'Read operations | now no limit',
      'Write operations | now no limit',
    ]);
    expect(lab.paramsOf('limit/plan')).toEqual([
      { ...TARGET, change: { limit: 'io', device: '8:0', value: { readBytes: 2 * MIB } } },
    ]);
    expect(ui.questions[0]?.message).toBe('I/O limit of 8:0 (bytes read) of web: 1 MiB/s → 2 MiB/s?');
  });

  it('always asks where another extension calls', async () => {
    await run({ ...MEANT, limit: 'memory', value: '96M' });
    await run({ ...MEANT, limit: 'io', device: '8:0', rate: 'writeOperations', value: 'max' });
    expect(ui.questions.map(({ message }) => message)).toEqual([
      'Memory limit of web: 64 MiB → 96 MiB?',
      'I/O limit of 8:0 (write operations) of web: no limit → no limit?',
    ]);
    expect(lab.paramsOf('limit/set')).toEqual([]);
    await run({ ...MEANT, startTime: 101, limit: 'memory', value: '96M' });
    expect([ui.warnings.length, lab.paramsOf('limit/plan').length]).toEqual([1, 2]);
  });
});
