import * as z from 'zod/mini';
import { flag, id, insidePath, integer, matching, object, oneOf } from './leaves.ts';

/** The kernel's dev_t: 12 bits and 20 bits. */
export const deviceMajor = () => integer(0, 0xfff);
export const deviceMinor = () => integer(0, 0xfffff);

/** An entry of `linux.devices`: config-linux.md, devices. */
export const deviceSchema = object({
  type: oneOf(['c', 'b', 'u', 'p']),
  path: insidePath(),
  major: z.exactOptional(deviceMajor()),
  minor: z.exactOptional(deviceMinor()),
  // With the bits of the type of file, which some write here, and which `type` tells already.
  fileMode: z.exactOptional(integer(0, 0o177777)),
  uid: z.exactOptional(id()),
  gid: z.exactOptional(id()),
}).check(
  z.refine(
    ({ type, major, minor }) => type === 'p' || (major !== undefined && minor !== undefined),
    'needs major and minor',
  ),
);

/** An entry of `linux.resources.devices`: what the cgroup allows to be opened and made. -1 stands for any number. */
export const deviceRuleSchema = object({
  allow: flag(),
  type: z.exactOptional(oneOf(['a', 'c', 'b'])),
  major: z.exactOptional(integer(-1, 0xfff)),
  minor: z.exactOptional(integer(-1, 0xfffff)),
  access: matching(3, /^(?!.*(.).*\1)[rwm]+$/, 'must be letters of "rwm"'),
});

export type DeviceSpec = z.infer<typeof deviceSchema>;
export type DeviceRule = z.infer<typeof deviceRuleSchema>;
