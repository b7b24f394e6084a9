import { named } from './annotations.ts';
import type { CgroupMatch, Runtime } from './runtime.ts';
import { between, segmentAt } from './segment.ts';
import { unescapeUnit } from './systemd.ts';

/** An application's id and the pid of its start: flatpak: common/flatpak-run.c, `flatpak_run_in_transient_unit`. */
const INSTANCE = /^(.+)-\d{1,10}$/s;

/** Flatpak: `app-flatpak-<escaped id>-<pid>.scope`. The container itself is made by bubblewrap. */
export const flatpak: Runtime = {
  id: 'flatpak',

  matchCgroup(segments, index): CgroupMatch | undefined {
    const unit = between(segmentAt(segments, index), 'app-flatpak-', '.scope');
    return unit !== undefined && INSTANCE.test(unit) ? { containerId: unescapeUnit(unit), payload: true } : undefined;
  },

  describe({ containerId }) {
    const application = containerId === undefined ? undefined : INSTANCE.exec(containerId)?.[1];
    return Promise.resolve(named(application, 'cgroup'));
  },
};
