import * as z from 'zod/mini';
import { isOciId } from './ids.ts';
import { optionalText, orElse } from './json.ts';
import { launchedBy } from './launchers.ts';
import { describeRecorded, readRecords, type RecordFormat } from './records.ts';
import type { CgroupMatch, Runtime } from './runtime.ts';
import { driverName, segmentAt } from './segment.ts';

/** runc: libcontainer/container.go `BaseState`, libcontainer/configs/config.go `Labels` (`bundle=PATH` among them). */
const state = z.object({
  init_process_pid: z.int().check(z.minimum(1)),
  init_process_start: z.int().check(z.minimum(0)),
  config: orElse(z.object({ labels: orElse(z.array(optionalText), []) }), { labels: [] }),
});

const BUNDLE = 'bundle=';

const format: RecordFormat<z.output<typeof state>> = {
  folder: 'runc',
  file: 'state.json',
  schema: state,
  toContainer(containerId, { init_process_pid: pid, init_process_start: startTime, config }) {
    const label = config.labels.find((text) => text?.startsWith(BUNDLE));
    const bundle = label === undefined ? {} : { bundle: label.slice(BUNDLE.length) };
    return { containerId, init: { pid, startTime }, ...bundle };
  },
};

/**
 * runc by itself: `runc-<id>.scope` with systemd (runc: libcontainer/specconv/spec_linux.go), else
 * `<cgroup of the caller>/<id>`, which only its record in /run/runc tells: runc(8) `--root`.
 */
export const runc: Runtime = {
  id: 'runc',

  matchCgroup(segments, index): CgroupMatch | undefined {
    const containerId = driverName(segmentAt(segments, index), 'runc');
    return isOciId(containerId) ? { containerId, payload: true } : undefined;
  },

  matchLauncher: launchedBy('runc'),

  recorded: (context) => readRecords(format, context),

  describe: (candidate, context) => describeRecorded(format, candidate, context),
};
