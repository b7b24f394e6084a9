import type { Reading } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import type { CgroupPlace } from './cgroup-files.ts';
import { type Level, levelsTo } from './level.ts';

/** What crun adds below a scope of systemd on version 2: the limits stand there, and the scope is the container's too. */
const BELOW_SCOPE = '/container';

/** Where one container stands in one hierarchy. */
export class CgroupTarget {
  readonly place: Reading<CgroupPlace>;
  /** False for a sandbox that stands in a cgroup with others: the use of that cgroup is not the sandbox's. */
  readonly own: boolean;
  #levels: readonly Level[] | undefined;

  constructor(place: Reading<CgroupPlace>, own: boolean) {
    this.place = place;
    this.own = own;
  }

  /** From the root to the container's cgroup; none where that cannot be told. */
  get levels(): readonly Level[] {
    return (this.#levels ??= 'unread' in this.place ? [] : levelsTo(this.place.value, this.#ownLength(this.place)));
  }

  get level(): Level | undefined {
    return this.levels.at(-1);
  }

  #ownLength({ value }: { readonly value: CgroupPlace }): number {
    return this.own ? outermostOwn(value.below).length : Infinity;
  }
}

/** The cgroup that bears the limits of a container whose init stands at `initPath`, somewhere below `ownPath`. */
export function limitedPath(ownPath: ByteString, initPath: ByteString): ByteString {
  const below = `${ownPath}${BELOW_SCOPE}`;
  const isCrun = ownPath.endsWith('.scope') && (initPath === below || initPath.startsWith(`${below}/`));
  return isCrun ? below : ownPath;
}

/** The outermost cgroup that is still the container's own. */
function outermostOwn(below: ByteString): ByteString {
  return below.endsWith(`.scope${BELOW_SCOPE}`) ? below.slice(0, -BELOW_SCOPE.length) : below;
}
