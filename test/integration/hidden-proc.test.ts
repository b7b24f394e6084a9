import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asNobody, HelperClient } from '../support/helper-client.ts';
import { TestProgram } from '../support/test-program.ts';

/** Runs a program in a mount namespace of its own in which /proc has been changed. */
function withProc(change: string): readonly string[] {
  return ['unshare', '--mount', 'sh', '-c', `${change} && exec "$@"`, 'sh'];
}

describe('a /proc that hides', () => {
  let sandbox: TestProgram;

  beforeAll(async () => {
    sandbox = await TestProgram.start('hostile', ['--new-pid', '--argv', '61']);
  });

  afterAll(() => sandbox[Symbol.asyncDispose]());

  const modes = [
    { mode: 1, hidepid: 'noaccess' },
    { mode: 2, hidepid: 'invisible' },
    { mode: 4, hidepid: 'ptraceable' },
  ] as const;

  it.each(modes)('the processes of others (hidepid=$mode) is named, and nothing claimed', async ({ mode, hidepid }) => {
    const prefix = [...withProc(`mount -t proc -o hidepid=${mode} proc /proc`), ...asNobody];
    await using helper = await HelperClient.start({ prefix });
    expect(helper.hello.host).toMatchObject({ hidepid, noProc: false, privileged: false });
    expect(await helper.watch()).toEqual([]);
    expect(await helper.request('inventory/refresh', {})).toMatchObject({ containers: [] });
  });

  it.each(modes)('hides nothing from root (hidepid=$mode)', async ({ mode, hidepid }) => {
    await using helper = await HelperClient.start({ prefix: withProc(`mount -t proc -o hidepid=${mode} proc /proc`) });
    expect(helper.hello.host).toMatchObject({ hidepid, privileged: true });
    expect((await helper.watch()).map(({ init }) => init.pid)).toContain(sandbox.pid);
  });

  it('everything is named too', async () => {
    await using helper = await HelperClient.start({ prefix: withProc('mount -t tmpfs none /proc') });
    expect(helper.hello.host).toMatchObject({ noProc: true });
    expect(await helper.watch()).toEqual([]);
  });

  it('only what is not about processes hides no container', async () => {
    await using helper = await HelperClient.start({ prefix: withProc('mount -t proc -o subset=pid proc /proc') });
    expect(helper.hello.host.noProc).toBe(false);
    expect((await helper.watch()).map(({ init }) => init.pid)).toContain(sandbox.pid);
  });
});

describe('a helper in a container', () => {
  it('knows that it sees only a part of the machine', async () => {
    await using helper = await HelperClient.start({
      prefix: ['unshare', '--fork', '--pid', '--kill-child', '--mount-proc'],
    });
    expect(helper.hello.host.nested).toBe(true);
    expect(await helper.watch()).toEqual([]);
  });

  it('of a cgroup namespace says of cgroups outside that they are', async () => {
    await using sandbox = await TestProgram.start('hostile', ['--new-pid', '--argv', '61']);
    const script = 'mkdir -p /sys/fs/cgroup/pids/lab-inner && echo $$ > /sys/fs/cgroup/pids/lab-inner/cgroup.procs';
    const leave = 'rmdir /sys/fs/cgroup/pids/lab-inner';
    await using helper = await HelperClient.start({
      prefix: [
        'sh',
        '-c',
        `${script} && unshare --cgroup "$@"; echo 0 > /sys/fs/cgroup/pids/cgroup.procs; ${leave}`,
        'sh',
      ],
    });
    const rows = await helper.watch();
    const row = rows.find(({ init }) => init.pid === sandbox.pid);
    const pids = row?.cgroups.find(({ controllers }) => controllers.includes('pids'));
    expect(pids?.path.text).toBe('/..');
    expect(pids?.folder).toBeUndefined();
    const { limits } = await helper.request('container/limits', { containerId: row?.id ?? '' });
    expect(limits.find(({ resource }) => resource === 'pids')?.limit).toEqual({ unread: { reason: 'outside' } });
  });
});
