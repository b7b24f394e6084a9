import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEnd, RunWish } from '../../../src/shared/model/run.ts';
import type { RunChange } from '../../../src/shared/protocol/runs.ts';
import { waitFor } from '../../lab/exec.ts';
import { HelperClient } from '../../support/helper-client.ts';
import { UserTerminal } from '../../support/user-terminal.ts';
import { asOrdinaryUser, ordinaryUser } from '../support/ordinary-user.ts';

const MIB = 1024 * 1024;

const wish = (...args: readonly string[]): RunWish => ({
  title: 'limited run',
  args,
  folder: '/var/tmp',
  environment: { PATH: '/usr/bin:/bin' },
  isolation: {
    preset: 'sandbox',
    isFolderWritable: false,
    limits: { memoryBytes: 64 * MIB, cpus: 0.5, pids: 20 },
  },
});

describe.each([
  { who: 'root', prefix: [], above: '/sys/fs/cgroup/system.slice', uid: 0 },
  {
    who: 'an ordinary user',
    prefix: asOrdinaryUser,
    above: `/sys/fs/cgroup/user.slice/user-${ordinaryUser.uid}.slice/user@${ordinaryUser.uid}.service/app.slice`,
    uid: ordinaryUser.uid,
  },
])('Run Isolated as $who, where systemd owns the cgroups', ({ prefix, above, uid }) => {
  let helper: HelperClient;
  const ends = new Map<string, RunEnd>();

  beforeAll(async () => {
    helper = await HelperClient.start({ prefix, arguments: ['--manage'] });
    helper.connection.onNotification('run/changed', ({ run, state }: RunChange) => {
      if (state.kind === 'ended') ends.set(run, state.end);
    });
    await helper.watch();
  });

  afterAll(() => helper[Symbol.asyncDispose]());

  const scopes = () => readdirSync(above).filter((name) => name.startsWith('isolated-limited-run-'));

  async function start(wanted: RunWish): Promise<{ readonly run: string; readonly terminal: UserTerminal }> {
    expect((await helper.request('run/check', wanted)).obstacles).toEqual([]);
    const { run, terminal } = await helper.request('run/start', wanted);
    return { run, terminal: new UserTerminal([terminal.program, 'attach', ...terminal.args].join(' '), prefix) };
  }

  it('limits it in a scope that systemd delegates, and shows it as a container', async () => {
    const { terminal } = await start(wish('sh'));
    terminal.type('echo "I am $$ of $(id -u)"; cat /proc/self/cgroup\n');
    await terminal.shows(`I am 2 of ${uid}`);
    await terminal.shows('0::/\r\n');
    const [scope = ''] = scopes();
    const limit = (file: string) => readFileSync(`${above}/${scope}/run/${file}`, 'utf8').trim();
    expect([limit('memory.max'), limit('cpu.max'), limit('pids.max')]).toEqual([
      String(64 * MIB),
      '50000 100000',
      '20',
    ]);
    expect(readFileSync(`${above}/${scope}/launcher/cgroup.procs`, 'utf8').trim().split('\n').length).toBeGreaterThan(
      0,
    );
    await helper.until('the run', (containers) =>
      [...containers.values()].some(({ runtime, name }) => runtime === 'isolated' && name === 'limited-run'),
    );
    terminal.type('exit 4\n');
    expect(await terminal.exitCode()).toBe(4);
    await waitFor('the end of the scope', () => scopes().length === 0);
    await helper.until(
      'no run',
      (containers) => ![...containers.values()].some(({ runtime }) => runtime === 'isolated'),
    );
  });

  it('says that the kernel killed it for want of memory', async () => {
    const { run, terminal } = await start(wish('sh', '-c', 'head -c 200M /dev/zero | tail'));
    expect(await terminal.exitCode()).toBe(137);
    expect(terminal.shown).toContain('out of memory at 64 MiB (its own limit)');
    expect(ends.get(run)).toMatchObject({ oom: { limitBytes: 64 * MIB } });
    await waitFor('the end of the scope', () => scopes().length === 0);
  });

  it('ends with its terminal', async () => {
    const { terminal } = await start(wish('sh'));
    terminal.type('echo rea""dy\n');
    await terminal.shows('ready');
    expect(scopes()).toHaveLength(1);
    terminal.close();
    await waitFor('the end of the scope', () => scopes().length === 0);
  });
});
