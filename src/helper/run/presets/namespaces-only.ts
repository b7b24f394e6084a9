import { RUN_PRESETS } from '../../../shared/run/presets.ts';
import { capabilitiesUpTo } from '../spec/capability.ts';
import { NAMESPACE_TYPES } from '../spec/namespace-schema.ts';
import type { Preset } from './preset.ts';
import { MESSAGE_QUEUES, OCI_VERSION, ownIdMappings, PROC, resources, terminals } from './preset-parts.ts';

export const NAMESPACES_ONLY: Preset = {
  ...RUN_PRESETS['namespaces-only'],
  init: false,
  spec({ facts, args, env, terminal, workspace, limits }) {
    const isRoot = facts.euid === 0;
    const known = capabilitiesUpTo(facts.lastCapability);
    const all = isRoot ? known.filter((_, number) => ((facts.capabilities >> BigInt(number)) & 1n) === 1n) : known;
    // Who is not root inside keeps them over execve(2) as ambient ones only.
    const sets = { bounding: [...all], effective: [...all], permitted: [...all], inheritable: [...all] };
    return {
      ociVersion: OCI_VERSION,
      process: {
        terminal,
        user: { uid: facts.euid, gid: facts.egid },
        args: [...args],
        env: [...env],
        cwd: workspace.path,
        capabilities: isRoot ? { ...sets, inheritable: [] } : { ...sets, ambient: [...all] },
      },
      root: { path: '/' },
      hostname: 'namespaces',
      mounts: [PROC, terminals(facts), MESSAGE_QUEUES],
      linux: {
        namespaces: NAMESPACE_TYPES.filter((type) => type !== 'user' || !isRoot).map((type) => ({ type })),
        ...(isRoot ? {} : ownIdMappings(facts)),
        ...resources(facts, limits),
      },
    };
  },
};
