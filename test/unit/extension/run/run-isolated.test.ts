import { beforeEach, describe, expect, it } from 'vitest';
import { runAgain } from '../../../../src/extension/commands/run-again.ts';
import { runFileIsolated } from '../../../../src/extension/commands/run-file-isolated.ts';
import { runIsolated } from '../../../../src/extension/commands/run-isolated.ts';
import { showHowMade } from '../../../../src/extension/commands/show-how-made.ts';
import { HelperError } from '../../../../src/shared/errors.ts';
import type { RunObstacle } from '../../../../src/shared/model/run-obstacle.ts';
import { ownText } from '../../../../src/shared/text/display.ts';
import { type CommandLab, commandsOnTree } from '../support/command-lab.ts';

const MIB = 1024 * 1024;
const OBSTACLE: RunObstacle = {
  kind: 'limits',
  what: ownText('Limits cannot be set.'),
  cause: ownText('No cgroup is delegated.'),
  remedy: ownText('Delegate one.'),
  without: 'limits',
};

let lab: CommandLab;

beforeEach(async () => {
  ({ lab } = await commandsOnTree([]));
  lab.helper.answer('run/check', () => ({ obstacles: [] }));
});

describe('Run Isolated', () => {
  it('asks for the command, how, and for the folder; then it runs', async () => {
    lab.ui.texts.push('npm test');
    lab.ui.picks.push('Sandbox', 'Folder writable');
    await lab.run(runIsolated);
    expect(lab.wishes).toEqual([
      {
        title: 'npm test',
        args: ['npm', 'test'],
        folder: '/work',
        environment: { PATH: '/bin' },
        isolation: {
          preset: 'sandbox',
          isFolderWritable: true,
          limits: { memoryBytes: 512 * MIB, cpus: 1, pids: 128 },
        },
      },
    ]);
    expect(lab.history).toEqual(['npm test']);
  });

  it('tells of each way what it isolates and what not', async () => {
    lab.ui.texts.push('sh');
    await lab.run(runIsolated);
    expect(lab.ui.rows).toHaveLength(3);
    expect(lab.ui.rows[0]).toMatch(
      /^Sandbox \| no network, read-only system, 512 MiB, 1 CPU, 128 processes \| .*But: it can read/,
    );
    expect(lab.wishes).toEqual([]);
  });

  it('does not ask about the folder where everything can be written', async () => {
    lab.ui.texts.push('sh');
    lab.ui.picks.push('Namespaces only');
    await lab.run(runIsolated);
    expect(lab.wishes).toMatchObject([{ isolation: { preset: 'namespaces-only', limits: {} } }]);
  });

  it('lets limits be changed one by one', async () => {
    lab.ui.texts.push('sh', '1 GiB', 'max');
    lab.ui.picks.push('Sandbox', 'Change limits…', 'Memory', 'CPU', 'Done', 'Folder read-only');
    await lab.run(runIsolated);
    expect(lab.wishes).toMatchObject([
      { isolation: { isFolderWritable: false, limits: { memoryBytes: 1024 * MIB, pids: 128 } } },
    ]);
    expect(lab.wishes[0]?.isolation.limits).not.toHaveProperty('cpus');
  });

  it('says before the start what will not work, and runs what will', async () => {
    lab.helper.answerTo('run/check', ({ isolation }) => ({
      obstacles: Object.keys(isolation.limits).length > 0 ? [OBSTACLE] : [],
    }));
    lab.ui.texts.push('sh');
    lab.ui.picks.push('Sandbox', 'Folder writable', 'How to fix', 'Run without limits');
    lab.ui.answers.push('Copy');
    await lab.run(runIsolated);
    expect(lab.ui.titles).toContain('Limits cannot be set.');
    expect(lab.ui.questions[0]).toMatchObject({ detail: 'No cgroup is delegated.\n\nDelegate one.' });
    expect(lab.ui.copied).toEqual(['Delegate one.']);
    expect(lab.wishes).toMatchObject([{ isolation: { limits: {} } }]);
  });

  it('offers nothing that does not help', async () => {
    const { kind, what, cause, remedy } = OBSTACLE;
    const hopeless = { kind, what, cause, remedy };
    lab.helper.answer('run/check', () => ({ obstacles: [hopeless] }));
    lab.ui.texts.push('sh');
    lab.ui.picks.push('Sandbox', 'Folder writable');
    await lab.run(runIsolated);
    expect(lab.ui.rows).toEqual(['How to fix | No cgroup is delegated.']);
    expect(lab.wishes).toEqual([]);
  });

  it('says why where the helper refuses', async () => {
    lab.helper.fail('run/check', new HelperError({ code: 'TIMEOUT', operation: 'run/check' }, 'late'));
    lab.ui.texts.push('sh');
    lab.ui.picks.push('Sandbox', 'Folder writable');
    await lab.run(runIsolated);
    expect(lab.ui.warnings[0]).toMatch(/^“sh” was not started\. /);
    expect(lab.wishes).toEqual([]);
  });

  it('runs nothing where the workspace is not trusted', async () => {
    lab.refusal = 'untrusted';
    await lab.run(runIsolated);
    expect(lab.ui.openEntries).toEqual([]);
    expect(lab.ui.notices[0]?.text).toContain('not trusted');
  });

  it('does not run what another extension passes', async () => {
    await lab.run(runIsolated, 'rm -rf /');
    expect(lab.ui.openEntries).toHaveLength(1);
    expect(lab.wishes).toEqual([]);
  });
});

describe('Run Isolated on a file', () => {
  it('offers the command line that runs it', async () => {
    await lab.run(runFileIsolated, { scheme: 'file', fsPath: '/work/a.sh' });
    expect(lab.ui.openEntries[0]?.groups[0]?.values).toEqual(['./a.sh']);
  });

  it.each([[undefined], ['/work/a.sh'], [{ scheme: 'vscode-remote', fsPath: '/a' }], [{ scheme: 'file' }]])(
    'is for files of this machine: %j',
    async (what) => {
      await lab.run(runFileIsolated, what);
      expect(lab.ui.openEntries).toEqual([]);
      expect(lab.ui.warnings).toHaveLength(1);
    },
  );
});

describe('what can be done with a run', () => {
  it.each([
    [runAgain, 'Run Again'],
    [showHowMade, 'How It Was Made'],
  ])('is done with the last one, where there is any', async (command, action) => {
    await lab.run(command);
    expect(lab.done).toEqual([action]);
    expect(lab.ui.warnings[0]).toContain('Nothing was run isolated');
    lab.ui.texts.push('sh');
    lab.ui.picks.push('Namespaces only');
    await lab.run(runIsolated);
    await lab.run(command);
    expect(lab.done).toEqual([action, action]);
    expect(lab.ui.warnings).toHaveLength(1);
  });
});
