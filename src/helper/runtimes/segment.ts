import type { ByteString } from '../../shared/text/display.ts';

/** NAME_MAX of limits.h(0p): the kernel gives no cgroup a longer name. */
const LONGEST_NAME = 255;

/** One segment of a cgroup path; empty where there is none or where no kernel could have named a cgroup so. */
export function segmentAt(segments: readonly ByteString[], index: number): ByteString {
  const segment = segments[index];
  return segment === undefined || segment.length > LONGEST_NAME ? '' : segment;
}

/**
 * The name in a segment that the systemd driver made of the cgroupsPath `slice:prefix:name` (runc:
 * libcontainer/cgroups/systemd/common.go `getUnitName`, crun: src/libcrun/cgroup-systemd.c): `<prefix>-<name>.scope`,
 * or all three parts with their colons where the container engine meant systemd and the OCI runtime did not.
 */
export function driverName(segment: ByteString, prefix: string): ByteString | undefined {
  if (segment.startsWith(`${prefix}-`) && segment.endsWith('.scope')) {
    return segment.slice(prefix.length + 1, -'.scope'.length);
  }
  const [slice, middle, name, ...rest] = segment.split(':', 4);
  if (middle !== prefix || name === undefined || rest.length > 0) return undefined;
  return slice === '' || slice?.endsWith('.slice') === true ? name : undefined;
}

/** What stands between `prefix` and `suffix`, where there is anything. */
export function between(segment: ByteString, prefix: string, suffix: string): ByteString | undefined {
  if (segment.length <= prefix.length + suffix.length) return undefined;
  if (!segment.startsWith(prefix) || !segment.endsWith(suffix)) return undefined;
  return segment.slice(prefix.length, segment.length - suffix.length);
}
