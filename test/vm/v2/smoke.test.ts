import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openLab } from '../../lab/lab.ts';
import { run } from '../../lab/exec.ts';
it('boots', async () => {
  expect(readFileSync('/proc/self/cgroup', 'utf8')).toContain('0::/');
  const t0 = performance.now();
  const say = (w: string) => console.log(w, Math.round(performance.now() - t0));
  await using lab = await openLab();
  say('lab');
  for (const [k, f] of Object.entries({
    docker: () => lab.docker({ memoryBytes: 64 << 20, cpus: 0.5, pidsLimit: 50 }),
    podman: () => lab.podman({ memoryBytes: 64 << 20 }),
    containerd: () => lab.containerd({ memoryBytes: 64 << 20 }),
    runc: () => lab.runc({ memoryBytes: 64 << 20, cgroupsPath: '/lab-runc/a' }),
    crun: () => lab.crun({ memoryBytes: 64 << 20, cgroupsPath: '/lab-crun/a' }),
    lxc: () => lab.lxc({ memoryBytes: 64 << 20 }),
    nspawn: () => lab.nspawn(),
    bubblewrap: () => lab.bubblewrap(),
    unshare: () => lab.unshare(),
    nested: async () => (await lab.nestedSandbox()).outer,
  })) {
    try {
      const c = await f();
      say(`${k} ${c.initPid} ${readFileSync(`/proc/${c.initPid}/cgroup`, 'utf8')} monitor ${c.monitor ? readFileSync(`/proc/${c.monitor.pid}/cgroup`, 'utf8') : ''}`);
    } catch (e) {
      say(`${k} FAILED ${String(e)}`);
    }
  }
  const u = async (cmd: string) => {
    const r = await run('setpriv', ['--reuid=1000', '--regid=1000', '--init-groups', 'env', '-C', '/home/ordinary', 'HOME=/home/ordinary', 'USER=ordinary', 'XDG_RUNTIME_DIR=/run/user/1000', 'DBUS_SESSION_BUS_ADDRESS=unix:path=/run/user/1000/bus', 'sh', '-c', cmd], { outputFile: '/tmp/out', accept: [1, 2, 125, 126, 127] });
    say(`${cmd} => ${r.status} ${r.stdout}`);
  };
  await u('id; systemd-run --user --scope -q cat /proc/self/cgroup');
  await u('cat /sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/cgroup.controllers');
  await run('sh', ['-c', 'cp /root/.cache/container-internals/lab/rootfs-1/root.tar /tmp/root.tar; chmod 644 /tmp/root.tar']);
  await u('podman import -q /tmp/root.tar localhost/ci-lab:1');
  await u('podman run -d --name rl --network=none --pull=never --memory=64m localhost/ci-lab:1 /bin/sleep 3600');
  await u('podman inspect rl --format "{{.State.Pid}} {{.State.CgroupPath}}"; cat /proc/$(podman inspect rl --format "{{.State.Pid}}")/cgroup; podman info | head -40');
}, 240000);
