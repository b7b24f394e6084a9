import { unreadSentence } from '../../../src/shared/format/words.ts';
import type { ControllerState } from '../../../src/shared/model/knob.ts';

/** Where a controller stands, in a few words beside its name. */
export function stateWords({ state, version }: ControllerState): string {
  switch (state) {
    case 'on':
      return version === undefined ? 'on' : `version ${version}`;
    case 'off':
      return 'off';
    case 'unsupported':
      return 'not in this kernel';
    case 'ebpf':
      return 'by a program';
    case 'outside':
      return 'outside this cgroup namespace';
    case 'permission':
      return 'needs root';
    case 'gone':
      return 'ended';
    case 'error':
      return 'not readable';
  }
}

/** Why there are no files, in a sentence; nothing where there are some. */
export function stateSentence({ controller, state }: ControllerState): string | undefined {
  switch (state) {
    case 'on':
      return undefined;
    case 'off':
      return `The kernel has it, but it is not enabled for this cgroup: ${controller} is not in cgroup.subtree_control of the cgroup above.`;
    case 'unsupported':
      return 'This kernel does not have it, or its hierarchy is not mounted.';
    case 'ebpf':
      return 'Which devices may be used is decided by a program in the kernel (eBPF): no file shows it. bpftool cgroup tree lists such programs.';
    case 'outside':
    case 'permission':
    case 'gone':
    case 'error':
      return unreadSentence({ reason: state });
  }
}

/** Whose cgroup it is, where that says something. */
export function ownerWords({ owner, own }: ControllerState): readonly string[] {
  return [
    ...(owner === undefined || owner === 0 ? [] : [`belongs to user ${owner}: delegated`]),
    ...(own ? [] : ['shared with others']),
  ];
}
