import type { LinuxSpec } from '../../../../src/helper/run/spec/linux-schema.ts';
import type { MountSpec } from '../../../../src/helper/run/spec/mount-schema.ts';
import type { ProcessSpec } from '../../../../src/helper/run/spec/process-schema.ts';
import type { ResourcesSpec } from '../../../../src/helper/run/spec/resources-schema.ts';
import type { Spec } from '../../../../src/helper/run/spec/spec-schema.ts';

/** As little as can be run. */
export const SMALL: Spec = {
  ociVersion: '1.2.0',
  process: { user: { uid: 0, gid: 0 }, args: ['sh'], cwd: '/' },
  root: { path: '/rootfs' },
  linux: { namespaces: [{ type: 'mount' }] },
};

export const withProcess = (process: Partial<ProcessSpec>): Spec => ({
  ...SMALL,
  process: { ...SMALL.process, ...process },
});

export const withLinux = (linux: LinuxSpec): Spec => ({ ...SMALL, linux: { ...SMALL.linux, ...linux } });

export const withMounts = (...mounts: MountSpec[]): Spec => ({ ...SMALL, mounts });

export const withResources = (resources: ResourcesSpec): Spec => withLinux({ resources });

type Types = readonly NonNullable<LinuxSpec['namespaces']>[number]['type'][];

/** The mount namespace is always among them. */
export const withNamespaces = (types: Types, linux: LinuxSpec = {}): Spec =>
  withLinux({ ...linux, namespaces: ['mount' as const, ...types].map((type) => ({ type })) });

export const OWN_IDS = [{ containerID: 0, hostID: 1000, size: 1 }];
export const ALL_IDS = [{ containerID: 0, hostID: 0, size: 2 ** 32 - 1 }];
