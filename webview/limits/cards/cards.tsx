import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Moment, Point } from '../../../src/shared/protocol/limits-page.ts';
import type { Event } from '../state.ts';
import { Card } from './card.tsx';
import { cpuCard } from './cpu.ts';
import { IoCard } from './io-card.tsx';
import { memoryCard } from './memory.ts';
import { pidsCard } from './pids.ts';
import { PressureCard } from './pressure-card.tsx';
import { timelineOf } from './timeline.ts';

export interface CardsProps {
  readonly moment: Moment;
  readonly points: readonly Point[];
  readonly device: string | undefined;
  readonly dispatch: (event: Event) => void;
}

/** Each resource now and in the last ten minutes. */
export function Cards({ moment: { sample }, points, device, dispatch }: CardsProps): VNode {
  const timeline = useMemo(() => timelineOf(points), [points]);
  return (
    <section class="part cards-part" aria-labelledby="cards">
      <h2 id="cards">The last 10 minutes</h2>
      <div class="cards">
        <Card model={memoryCard(sample, timeline)} />
        <Card model={cpuCard(sample, timeline)} />
        <Card model={pidsCard(sample, timeline)} />
        <IoCard
          sample={sample}
          timeline={timeline}
          device={device}
          onDevice={(chosen) => dispatch({ kind: 'device', device: chosen })}
        />
        <PressureCard sample={sample} timeline={timeline} />
      </div>
    </section>
  );
}
