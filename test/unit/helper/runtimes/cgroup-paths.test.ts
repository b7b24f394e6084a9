import { describe, expect, it } from 'vitest';
import { hexId } from './support.ts';
import { walked } from './walk.ts';

const H = hexId('one');
const I = hexId('two');
const POD = hexId('pod');
const UID = '6e6f0a1c-7d0d-4a53-9d0b-2f6d1f3c9a11';
const SLICE_UID = UID.replaceAll('-', '_');
const STATIC_UID = '0123456789abcdef0123456789abcdef';
const USER = '/user.slice/user-1000.slice/user@1000.service';
const QEMU_UNIT = String.raw`machine-qemu\x2d3\x2dweb\x2d1.scope`;

const ROWS: Readonly<Record<string, readonly (readonly [path: string, ...hits: string[]])[]>> = {
  Docker: [
    [`/docker/${H}`, `docker ${H}`],
    [`/moby/${H}`, `docker ${H}`],
    [`/docker/${H}/init.scope`, `docker ${H}`],
    [`/system.slice/docker-${H}.scope`, `docker ${H}`],
    [`/shop.slice/docker-${H}.scope`, `docker ${H}`],
    [`${USER}/user.slice/docker-${H}.scope`, `docker ${H}`],
    [`/../../docker/${H}`, `docker ${H}`],
    [`/system.slice:docker:${H}`, `docker ${H}`],
  ],
  'a cgroup parent of the user’s': [
    [`/shop/${H}`, `containerd ${H} (weak)`],
    [`/shop/batch/${H}`, `containerd ${H} (weak)`],
    [`/ecs/4f3a/${H}`, `containerd ${H} (weak)`],
  ],
  Podman: [
    [`/machine.slice/libpod-${H}.scope`, `podman ${H}`],
    [`/machine.slice/libpod-${H}.scope/container`, `podman ${H}`],
    [`/machine.slice/libpod-${H}.scope/container/init.scope`, `podman ${H}`],
    [`${USER}/user.slice/libpod-${H}.scope/container`, `podman ${H}`],
    [`/libpod_parent/libpod-${H}`, `podman ${H}`],
    [`/libpod_parent/${POD}/libpod-${H}`, `podman ${H} in ${POD}`],
    [`/system.slice/web.service/libpod-payload-${H}`, `podman ${H}`],
    [`/machine.slice/machine-libpod_pod_${POD}.slice/libpod-${H}.scope/container`, `podman ${H} in ${POD}`],
    [`${USER}/user.slice/user-libpod_pod_${POD}.slice/libpod-${H}.scope`, `podman ${H} in ${POD}`],
    [`/machine.slice/libpod-conmon-${H}.scope`, 'podman not payload'],
    [`/libpod_parent/libpod-conmon-${H}`, 'podman not payload'],
    ['/libpod_parent/conmon', 'podman not payload'],
    [`/libpod_parent/${POD}/conmon`, 'podman not payload'],
  ],
  containerd: [
    ['/default/redis1', 'containerd redis1 (weak)'],
    ['/k8s.io/redis_1.a', 'containerd redis_1.a (weak)'],
    ['/tenant/redis1', 'containerd redis1 (weak)'],
    ['/default/redis1/worker', 'containerd redis1 (weak)'],
    [`/default/${H}`, `containerd ${H} (weak)`],
    [`/system.slice/nerdctl-${H}.scope`, `containerd ${H}`],
    [`${USER}/user.slice/nerdctl-${H}.scope`, `containerd ${H}`],
  ],
  Kubernetes: [
    [
      `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod${SLICE_UID}.slice/cri-containerd-${H}.scope`,
      `containerd ${H} in ${UID}`,
    ],
    [`/kubepods.slice/kubepods-pod${SLICE_UID}.slice/cri-containerd-${H}.scope`, `containerd ${H} in ${UID}`],
    [`/kubepods.slice/kubepods-besteffort-pod${STATIC_UID}.slice/crio-${H}.scope`, `cri-o ${H} in ${STATIC_UID}`],
    [`/kubepods.slice/kubepods-pod${SLICE_UID}.slice/crio-${H}.scope/container`, `cri-o ${H} in ${UID}`],
    [`/kubepods.slice/kubepods-burstable-pod${SLICE_UID}.slice/docker-${H}.scope`, `docker ${H} in ${UID}`],
    [
      `/a.slice/a-kubepods.slice/a-kubepods-pod${SLICE_UID}.slice/cri-containerd-${H}.scope`,
      `containerd ${H} in ${UID}`,
    ],
    [`/kubepods-besteffort-pod${SLICE_UID}.slice:cri-containerd:${H}`, `containerd ${H} in ${UID}`],
    [`/system.slice/kubepods-pod${SLICE_UID}.slice:cri-containerd:${H}`, `containerd ${H} in ${UID}`],
    [`/system.slice/containerd.service/kubepods-pod${SLICE_UID}.slice:crio:${H}`, `cri-o ${H} in ${UID}`],
    [`/kubepods/burstable/pod${UID}/${H}`, `containerd ${H} in ${UID}`],
    [`/kubepods/besteffort/pod${STATIC_UID}/${H}`, `containerd ${H} in ${STATIC_UID}`],
    [`/kubepods/pod${UID}/${H}`, `containerd ${H} in ${UID}`],
    [`/kubepods/pod${UID}/crio-${H}`, `cri-o ${H} in ${UID}`],
    [`/kubepods.slice/kubepods-pod${SLICE_UID}.slice/crio-conmon-${H}.scope`, 'cri-o not payload'],
    [`/kubepods/pod${UID}/crio-conmon-${H}`, 'cri-o not payload'],
  ],
  nesting: [
    [`/docker/${H}/docker/${I}`, `docker ${H}`, `docker ${I}`],
    [
      `/docker/${H}/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/` +
        `kubelet-kubepods-burstable-pod${SLICE_UID}.slice/cri-containerd-${I}.scope`,
      `docker ${H}`,
      `containerd ${I} in ${UID}`,
    ],
    [`/docker/${H}/kubelet/kubepods/burstable/pod${UID}/${I}`, `docker ${H}`, `containerd ${I} in ${UID}`],
    [`/kubepods/burstable/pod${UID}/${H}/docker/${I}`, `containerd ${H} in ${UID}`, `docker ${I}`],
    [`/lxc.payload.host1/system.slice/docker-${H}.scope`, 'lxc host1', `docker ${H}`],
    [`/lxc.payload.host1/lxc.payload.inner`, 'lxc host1', 'lxc inner'],
    [`/machine.slice/machine-box.scope/payload/lxc.payload.inner`, 'nspawn box', 'lxc inner'],
    [`/docker/${H}/libpod_parent/libpod-${I}`, `docker ${H}`, `podman ${I}`],
    [`/docker/${H}/lxc.monitor.inner`, `docker ${H}`, 'lxc not payload'],
  ],
  LXC: [
    ['/lxc.payload.c1', 'lxc c1'],
    ['/lxc.payload.c1-2', 'lxc c1-2'],
    ['/lxc.payload.shop_web/init.scope', 'lxc shop_web'],
    ['/lxc/c1', 'lxc c1'],
    ['/lxc/c1/ns', 'lxc c1'],
    ['/lxc.payload/c1', 'lxc c1'],
    [`${USER}/app.slice/lxc-c1-0.scope/lxc.payload.c1`, 'lxc c1'],
    ['/lxc.monitor.c1', 'lxc not payload'],
    ['/lxc.monitor/c1', 'lxc not payload'],
  ],
  nspawn: [
    ['/machine.slice/machine-box.scope/payload', 'nspawn box'],
    ['/machine.slice/machine-box.scope/payload/init.scope', 'nspawn box'],
    ['/machine.slice/machine-box.scope', 'nspawn box'],
    [String.raw`/machine.slice/machine-my\x2dbox.scope/payload`, 'nspawn my-box'],
    ['/machine.slice/systemd-nspawn@box.service/payload', 'nspawn box'],
    ['/machine.slice/systemd-nspawn@box.service', 'nspawn box (weak)'],
    ['/machine.slice/box.scope/payload', 'nspawn box'],
    ['/user.slice/payload', 'nspawn (weak)'],
    ['/machine.slice/machine-box.scope/supervisor', 'nspawn not payload'],
    ['/machine.slice/systemd-nspawn@box.service/supervisor', 'nspawn not payload'],
    ['/machine.slice/box.scope/supervisor', 'nspawn not payload'],
  ],
  'libvirt, flatpak, snap': [
    [`/machine.slice/${QEMU_UNIT}`, 'libvirt qemu-3-web-1'],
    [`/machine.slice/${QEMU_UNIT}/libvirt/emulator`, 'libvirt qemu-3-web-1'],
    [String.raw`/machine.slice/machine-lxc\x2d12\x2dbox.scope`, 'libvirt lxc-12-box'],
    ['/machine/qemu-3-web.libvirt-qemu/emulator', 'libvirt qemu-3-web'],
    [`${USER}/app.slice/app-flatpak-org.mozilla.firefox-4711.scope`, 'flatpak org.mozilla.firefox-4711'],
    [String.raw`${USER}/app.slice/app-flatpak-org.a\x2db.C-1.scope`, 'flatpak org.a-b.C-1'],
    [`${USER}/app.slice/snap.firefox.firefox-${UID}.scope`, `snap firefox.firefox-${UID}`],
    [`${USER}/snap.code.code.${UID}.scope`, `snap code.code.${UID}`],
    [`${USER}/snap.a_b1.hook.configure-${UID}.scope`, `snap a_b1.hook.configure-${UID}`],
    ['/system.slice/snap.lxd.daemon.service', 'snap lxd.daemon'],
  ],
  'bare runc and crun': [
    ['/system.slice/runc-demo.scope', 'runc demo'],
    ['/user.slice/crun-demo_2.scope/container', 'crun demo_2'],
    ['/system.slice:runc:demo', 'runc demo'],
  ],
};

describe.each(Object.entries(ROWS))('cgroup paths of %s', (_, rows) => {
  it.each(rows)('%s', (path, ...hits) => {
    expect(walked(path)).toEqual(hits);
  });
});

const UPPER = H.toUpperCase();
const LONG = 'a'.repeat(4096);

describe('paths that are no container’s', () => {
  it.each([
    '/',
    '/init.scope',
    '/system.slice/docker.service',
    '/system.slice/ssh.service',
    `${USER}/app.slice/app-gnome-terminal-12.scope`,
    '/kubepods/burstable',
    '/kubelet/kubepods',
    '/kubepods.slice/kubepods-burstable.slice',
    `/docker/${H}0`,
    `/docker/${H.slice(1)}`,
    `/docker/${UPPER}`,
    `/docker/${H}\n`,
    `/docker/\x1b${H.slice(1)}`,
    `/docker/${H.slice(1)}\xff`,
    '/docker//',
    '/docker/..',
    '/default/..',
    '/default/.',
    '/default/a b',
    '/default/\x1b[2J',
    '/default/\xff\xfe',
    '/lxc/..',
    '/lxc.payload.',
    '/lxc.payload/.',
    '/lxc/',
    '/system.slice/docker-.scope',
    `/system.slice/docker-${UPPER}.scope`,
    `/system.slice/docker-${H}0.scope`,
    `/system.slice/docker-${H}.scope.d`,
    `/system.slice/xdocker-${H}.scope`,
    `/system.slice/var-lib-docker-containers-${H}-mounts-shm.mount`,
    `/system.slice/libpod-${H}.mount`,
    '/system.slice/runc-.scope',
    '/system.slice/runc-a:b.scope',
    '/system.slice/runc-...scope',
    '/machine.slice/machine-.scope',
    '/machine.slice/other.scope',
    `/system.slice:docker:${H}:x`,
    `/x:docker:${H}`,
    '/user.slice/app-flatpak-org.x-.scope',
    '/user.slice/snap.firefox.firefox-1234.scope',
    `/docker/${LONG}`,
    `/lxc.payload.${LONG}`,
    `/default/${LONG}`,
    `/machine.slice/machine-${LONG}.scope`,
    `/kubepods-pod${LONG}.slice:cri-containerd:${H}`,
  ])('%j', (path) => {
    expect(walked(path)).toEqual([]);
  });

  it('does not take a pod’s name from a cgroup that only looks like one', () => {
    expect(walked(`/pod${UID}/${H}`)).toEqual([`containerd ${H} (weak)`]);
    expect(walked(`/burstable/pod${UID}/crio-${H}`)).toEqual([`cri-o ${H}`]);
    expect(walked(`/xkubepods-pod${SLICE_UID}.slice/docker-${H}.scope`)).toEqual([`docker ${H}`]);
  });

  it('stays linear on segments that are made to be slow', () => {
    const slow = ['kubepods-pod', 'a-', 'libpod_pod_', '-1', String.raw`\x2d`, 'snap.a.', 'machine-', '.slice:'];
    const start = performance.now();
    for (const part of slow) {
      const segment = part.repeat(Math.ceil(250 / part.length)).slice(0, 250);
      for (const end of ['.scope', '.slice', '.service', '']) walked(`/${segment}${end}`.repeat(200));
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
