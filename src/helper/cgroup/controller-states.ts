import { type ControllerName, CONTROLLERS, type ControllerState } from '../../shared/model/knob.ts';
import type { UnreadReason } from '../../shared/model/reading.ts';
import { ENOENT } from '../kernel/errno.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import { folderOf } from './cgroup-files.ts';
import type { ContainerCgroups } from './container-cgroups.ts';
import { hostilePath } from './hostile-path.ts';
import type { Look } from './look.ts';
import type { OpenFolder } from './open-folder.ts';
import type { CgroupTarget } from './target.ts';

type State = ControllerState['state'];

/** Where each of `CONTROLLERS` stands for a container, in that order. */
export function controllerStates(cgroups: ContainerCgroups, look: Look): readonly ControllerState[] {
  return CONTROLLERS.map((controller) => {
    const target = targetOf(controller, cgroups);
    const { place, own, level } = target;
    if ('unread' in place || level === undefined) return { controller, state: stateWithout(target), own: false };
    const { version } = place.value.hierarchy;
    const folder = look.folder(level);
    const told = { controller, version, folder: hostilePath(folderOf(place.value)), own };
    if (typeof folder === 'number') return { ...told, state: stateOf(unreadFromErrno(folder).unread.reason) };
    const state = version === 1 ? 'on' : stateOfVersion2(controller, folder, level.isRoot);
    return { ...told, state, owner: folder.owner() };
  });
}

/** In the hierarchy that has the controller; what every cgroup of version 2 can do is in the unified one. */
function targetOf(controller: ControllerName, cgroups: ContainerCgroups): CgroupTarget {
  if (controller === 'core') return cgroups.unified();
  const target = cgroups.target(controller === 'io' ? ['io', 'blkio'] : [controller]);
  const isOfVersion2Too = controller === 'freezer' || controller === 'devices';
  return 'unread' in target.place && target.place.unread.reason === 'unsupported' && isOfVersion2Too
    ? cgroups.unified()
    : target;
}

function stateOfVersion2(controller: ControllerName, folder: OpenFolder, isRoot: boolean): State {
  if (controller === 'core') return 'on';
  if (controller === 'devices') return 'ebpf';
  if (controller === 'freezer') {
    if (typeof folder.read('cgroup.freeze') === 'string') return 'on';
    return isRoot ? 'off' : 'unsupported';
  }
  const enabled = folder.read('cgroup.controllers');
  if (enabled === -ENOENT) return 'gone';
  if (typeof enabled === 'number') return stateOf(unreadFromErrno(enabled).unread.reason);
  return enabled.trim().split(' ').includes(controller) ? 'on' : 'off';
}

function stateWithout({ place }: CgroupTarget): State {
  return 'unread' in place ? stateOf(place.unread.reason) : 'gone';
}

const STATES: { readonly [R in UnreadReason]?: State } = {
  off: 'off',
  unsupported: 'unsupported',
  outside: 'outside',
  permission: 'permission',
  gone: 'gone',
};

function stateOf(reason: UnreadReason): State {
  return STATES[reason] ?? 'error';
}
