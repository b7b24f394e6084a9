import * as z from 'zod/mini';
import { deviceMajor, deviceMinor, deviceRuleSchema } from './device-schema.ts';
import { flag, integer, list, matching, object, table } from './leaves.ts';

const MOST = Number.MAX_SAFE_INTEGER;
/** Bytes; -1 is no limit. 0 is as good as absent: engines write it for what nobody set. */
const bytes = () => integer(-1, MOST);
/** As above. */
const count = () => integer(-1, MOST);
const orUnset = (least: number, most: number) =>
  integer(0, most).check(z.refine((value) => value === 0 || value >= least, `must be at least ${least}, or 0`));

const isForwards = (numbers: string) =>
  numbers.split(',').every((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return first <= last;
  });

/** "List format" of cpuset(7); empty is as good as absent. */
const numbers = () =>
  matching(4096, /^(\d{1,5}(-\d{1,5})?(,\d{1,5}(-\d{1,5})?)*)?$/, 'must be a list such as 0-3,7').check(
    z.refine(isForwards, 'has a range that runs backwards'),
  );

const throttle = list(object({ major: deviceMajor(), minor: deviceMinor(), rate: integer(1, MOST) }));

/** A file of a cgroup of version 2: a name, never a path. */
const unifiedValue = matching(4096, /^[^\p{Cc}]+$/u, 'must be one line, without control characters');

/** `linux.resources`: config-linux.md, control groups. */
export const resourcesSchema = object({
  devices: z.exactOptional(list(deviceRuleSchema)),
  memory: z.exactOptional(
    object({
      limit: z.exactOptional(bytes()),
      reservation: z.exactOptional(bytes()),
      swap: z.exactOptional(bytes()),
      swappiness: z.exactOptional(integer(0, 100)),
      disableOOMKiller: z.exactOptional(flag()),
    }),
  ),
  cpu: z.exactOptional(
    object({
      shares: z.exactOptional(orUnset(2, 262_144)),
      quota: z.exactOptional(count().check(z.refine((us) => us <= 0 || us >= 1000, 'must be at least 1000, 0 or -1'))),
      period: z.exactOptional(orUnset(1000, 1_000_000)),
      cpus: z.exactOptional(numbers()),
      mems: z.exactOptional(numbers()),
    }),
  ),
  pids: z.exactOptional(object({ limit: integer(-1, 2 ** 22) })),
  blockIO: z.exactOptional(
    object({
      weight: z.exactOptional(orUnset(10, 1000)),
      throttleReadBpsDevice: z.exactOptional(throttle),
      throttleWriteBpsDevice: z.exactOptional(throttle),
      throttleReadIOPSDevice: z.exactOptional(throttle),
      throttleWriteIOPSDevice: z.exactOptional(throttle),
    }),
  ),
  unified: z.exactOptional(table(unifiedValue)),
});

export type ResourcesSpec = z.infer<typeof resourcesSchema>;
