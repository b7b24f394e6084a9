import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunWish } from '../../src/shared/model/run.ts';
import type { RunChange } from '../../src/shared/protocol/runs.ts';
import { cgroupHierarchies } from '../lab/cgroups.ts';
import { waitFor } from '../lab/exec.ts';
import { asNobody, HelperClient } from '../support/helper-client.ts';
import { UserTerminal } from '../support/user-terminal.ts';

const MIB = 1024 * 1024;
const PATH = '/usr/bin:/bin:/usr/sbin:/sbin';

const wish = (changes: Partial<RunWish> & Partial<RunWish['isolation']> = {}): RunWish => {
  const { preset = 'sandbox', isFolderWritable = false, limits = {}, ...rest } = changes;
  return {
    title: 'a test',
    args: ['sh'],
    folder: '/var/tmp',
    environment: { PATH },
    isolation: { preset, isFolderWritable, limits },
    ...rest,
  };
};

/** Names of the cgroups that runs have now, in all hierarchies. */
const runCgroups = (): string[] =>
  cgroupHierarchies().flatMap(({ mountPoint }) =>
    readdirSync(mountPoint).filter((name) => name.startsWith('isolated-a-test-')),
  );

describe.each([
  { who: 'root', prefix: [] },
  { who: 'nobody', prefix: asNobody },
])('a run of a helper as $who', ({ who, prefix }) => {
  let helper: HelperClient;
  let changes: RunChange[];
  const terminals: UserTerminal[] = [];

  beforeEach(async () => {
    helper = await HelperClient.start({ prefix, arguments: ['--manage'] });
    changes = [];
    helper.connection.onNotification('run/changed', (change: RunChange) => void changes.push(change));
  });

  afterEach(async () => {
    for (const terminal of terminals.splice(0)) terminal.close();
    await helper[Symbol.asyncDispose]();
    await waitFor('the end of all runs', () => runCgroups().length === 0);
  });

  async function start(wanted: RunWish, way = 'attach'): Promise<{ run: string; terminal: UserTerminal }> {
    const { run, terminal } = await helper.request('run/start', wanted);
    const shown = new UserTerminal([terminal.program, way, ...terminal.args].join(' '), prefix);
    terminals.push(shown);
    return { run, terminal: shown };
  }

  const endOf = async (run: string) => {
    const ended = await waitFor('the end of the run', () =>
      changes.find((change) => change.run === run && change.state.kind === 'ended'),
    );
    return ended.state.kind === 'ended' ? ended.state.end : undefined;
  };

  it('is in its own terminal, and tells how it ended', async () => {
    const { run, terminal } = await start(wish());
    terminal.type('echo "I am $$ in $(hostname), $(id -u)"\n');
    await terminal.shows(`I am 2 in sandbox, ${who === 'root' ? 0 : 65534}`);
    expect(changes).toMatchObject([{ run, state: { kind: 'running', init: {} } }]);
    terminal.type('exit 3\n');
    expect(await terminal.exitCode()).toBe(3);
    expect(terminal.shown).toContain('Exited with status 3.');
    expect(await endOf(run)).toEqual({ kind: 'exit', status: 3 });
    const { markdown, config } = await helper.request('run/transcript', { run });
    expect(markdown).toContain('clone');
    expect(JSON.parse(config)).toMatchObject({ hostname: 'sandbox' });
  });

  it('stays to be read until a key is pressed, where its terminal would go with it', async () => {
    const { terminal } = await start(wish({ args: ['true'] }), 'show');
    await terminal.shows('Press any key');
    expect(terminal.shown).toContain('Exited with status 0.');
    terminal.type('x');
    expect(await terminal.exitCode()).toBe(0);
  });

  it('begins once, and only with a name that was given', async () => {
    const { terminal } = await helper.request('run/start', wish());
    const [door = '', name = ''] = terminal.args;
    const guessed = new UserTerminal(`${terminal.program} attach ${door} ${name.replace(/^./, 'g')}`, prefix);
    terminals.push(guessed);
    expect(await guessed.exitCode()).toBe(125);
    const first = new UserTerminal(`${terminal.program} attach ${door} ${name}`, prefix);
    terminals.push(first);
    first.type('echo he""re\n');
    await first.shows('here');
    const second = new UserTerminal(`${terminal.program} attach ${door} ${name}`, prefix);
    terminals.push(second);
    expect(await second.exitCode()).toBe(125);
    expect(second.shown).toContain('knows no such run');
  });

  it('says which step failed where the program cannot be started', async () => {
    const { run, terminal } = await start(wish({ args: ['no-such-program'] }));
    expect(await terminal.exitCode()).toBe(125);
    expect(terminal.shown).toMatch(/Not started: .*ENOENT.*no-such-program/);
    expect(await endOf(run)).toMatchObject({ kind: 'not-started', errno: 'ENOENT' });
  });

  it('ends with the helper, also where that is killed, and leaves no process and no cgroup', async () => {
    const { terminal } = await start(wish());
    terminal.type('echo rea""dy\n');
    await terminal.shows('ready');
    helper.child.kill('SIGKILL');
    expect(await terminal.exitCode()).toBeGreaterThan(0);
    await waitFor('the end of its cgroups', () => runCgroups().length === 0);
  });

  it('is found in the inventory as what it is', async () => {
    await helper.watch();
    const { terminal } = await start(wish());
    terminal.type('echo rea""dy\n');
    await terminal.shows('ready');
    await helper.until('a run', (containers) =>
      [...containers.values()].some(({ runtime, kind }) => runtime === 'isolated' && kind === 'container'),
    );
    terminal.type('exit\n');
    await helper.until(
      'no run',
      (containers) => ![...containers.values()].some(({ runtime }) => runtime === 'isolated'),
    );
  });

  it('is refused by its name where it cannot be described', async () => {
    await expect(helper.request('run/start', wish({ folder: '/proc/self' }))).rejects.toMatchObject({
      data: { code: 'BAD_RUN', detail: 'process.cwd must not be a folder of the kernel: /proc, /sys or /dev.' },
    });
  });

  it('can be limited by root, and by others not on this machine: that is said before', async () => {
    const limited = wish({ limits: { memoryBytes: 64 * MIB, pids: 20 } });
    const { obstacles } = await helper.request('run/check', limited);
    if (who === 'root') {
      expect(obstacles).toEqual([]);
      const { run, terminal } = await start({ ...limited, args: ['sh', '-c', 'head -c 200M /dev/zero | tail'] });
      expect(await terminal.exitCode()).toBe(137);
      expect(terminal.shown).toContain('out of memory at 64 MiB (its own limit)');
      expect(await endOf(run)).toMatchObject({ oom: { kills: 1, limitBytes: 64 * MIB } });
    } else {
      expect(obstacles).toMatchObject([{ kind: 'limits', without: 'limits' }]);
      await expect(helper.request('run/start', limited)).rejects.toMatchObject({ data: { code: 'BAD_RUN' } });
    }
  });

  it('has everything of the machine with namespaces alone, as PID 1', async () => {
    const { terminal } = await start(wish({ preset: 'namespaces-only', args: ['sh', '-c', 'echo "$$ $(hostname)"'] }));
    await terminal.exitCode();
    expect(terminal.shown).toContain('1 namespaces');
  });
});

describe('runs', () => {
  it('start and end, a hundred at once, and leave nothing', { timeout: 60_000 }, async () => {
    await using helper = await HelperClient.start({ arguments: ['--manage'] });
    const limits = { memoryBytes: 64 * MIB, pids: 20 };
    const codes = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const args = ['sh', '-c', `exit ${String(index)}`];
        const { terminal } = await helper.request('run/start', wish({ args, limits }));
        return new UserTerminal([terminal.program, 'attach', ...terminal.args].join(' ')).exitCode();
      }),
    );
    expect(codes).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(runCgroups()).toEqual([]);
  });
});
