import * as z from 'zod/mini';
import { isOciId } from './ids.ts';
import { optionalText } from './json.ts';
import { launchedBy } from './launchers.ts';
import { describeRecorded, readRecords, type RecordFormat } from './records.ts';
import type { CgroupMatch, Runtime } from './runtime.ts';
import { driverName, segmentAt } from './segment.ts';

/** crun: src/libcrun/status.c `libcrun_write_container_status` */
const status = z.object({
  pid: z.int().check(z.minimum(1)),
  'process-start-time': z.int().check(z.minimum(0)),
  bundle: optionalText,
});

const format: RecordFormat<z.output<typeof status>> = {
  folder: 'crun',
  file: 'status',
  schema: status,
  toContainer(containerId, { pid, 'process-start-time': startTime, bundle }) {
    return { containerId, init: { pid, startTime }, ...(bundle === undefined ? {} : { bundle }) };
  },
};

/**
 * crun by itself: `crun-<id>.scope` with systemd (crun: src/libcrun/cgroup-systemd.c), else `<id>`, which only its
 * record in /run/crun tells: crun(1) `--root`.
 */
export const crun: Runtime = {
  id: 'crun',

  matchCgroup(segments, index): CgroupMatch | undefined {
    const containerId = driverName(segmentAt(segments, index), 'crun');
    return isOciId(containerId) ? { containerId, payload: true } : undefined;
  },

  matchLauncher: launchedBy('crun'),

  recorded: (context) => readRecords(format, context),

  describe: (candidate, context) => describeRecorded(format, candidate, context),
};
