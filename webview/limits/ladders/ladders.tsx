import type { VNode } from 'preact';
import { LADDER_KINDS, type LadderKind } from '../../../src/shared/model/ladder.ts';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import type { Moment } from '../../../src/shared/protocol/limits-page.ts';
import { bindingLevel, ladderOf } from './binding.ts';
import { LadderSection } from './ladder-section.tsx';
import { WholePath } from './whole-path.tsx';

/** Kinds that few set: they are shown where some level does. */
const RARE: readonly LadderKind[] = ['memory-high', 'swap'];

/** The kinds that have something to say. */
export function shownKinds(sample: LimitsSample): readonly LadderKind[] {
  return LADDER_KINDS.filter((kind) => !RARE.includes(kind) || bindingLevel(ladderOf(sample, kind)) !== undefined);
}

/** The container's cgroup: version 1 has one for each controller. */
function innermost(sample: LimitsSample, kind: LadderKind): string | undefined {
  return ladderOf(sample, kind)?.levels.at(-1)?.path.text;
}

/** For each resource every cgroup from the root to the container, and which of them limits. */
export function Ladders({ moment }: { readonly moment: Moment }): VNode {
  const { sample, rates } = moment;
  const kinds = shownKinds(sample);
  const paths = new Set(kinds.map((kind) => innermost(sample, kind)).filter((path) => path !== undefined));
  const [path] = paths;
  return (
    <section class="part" aria-labelledby="ladders">
      <h2 id="ladders">Who sets the limits</h2>
      <p class="explain">
        Every cgroup from the root to the container may limit it. The smallest limit on the way counts: it binds.
      </p>
      {paths.size === 1 && path !== undefined && <WholePath text={path} />}
      <div class="ladders">
        {kinds.map((kind) => (
          <LadderSection
            key={kind}
            kind={kind}
            sample={sample}
            rates={rates[kind]}
            path={paths.size > 1 ? innermost(sample, kind) : undefined}
          />
        ))}
      </div>
    </section>
  );
}
