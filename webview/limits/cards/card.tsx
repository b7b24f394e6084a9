import type { ComponentChildren, VNode } from 'preact';
import { useState } from 'preact/hooks';
import { formatClock } from '../../../src/shared/format/clock.ts';
import { Chart } from '../../chart/chart.tsx';
import { Legend } from '../../chart/legend.tsx';
import { useDescription } from '../../chart/use-description.ts';
import { type CardModel, CLOSE_SHARE } from './card-model.ts';

export interface CardProps {
  readonly model: CardModel;
  /** A choice of what is drawn. */
  readonly children?: ComponentChildren;
}

/** One resource: its figure, how close that is to the limit, and its last ten minutes. */
export function Card({ model, children }: CardProps): VNode {
  const { id, title, big, share, note, facts, chart } = model;
  const [hovered, setHovered] = useState<number | undefined>(undefined);
  const description = useDescription(title, chart);
  const time = hovered === undefined ? undefined : chart?.times[hovered];
  return (
    <section class={`card card-${id}`} aria-labelledby={`card-${id}`}>
      <div class="card-head">
        <h3 id={`card-${id}`}>{title}</h3>
        {time !== undefined && (
          <span class="hover-time" aria-hidden="true">
            at {formatClock(time * 1000)}
          </span>
        )}
        {children}
      </div>
      <p class="big">{big}</p>
      {share !== undefined && <Meter share={share} />}
      {note !== undefined && <p class="explain">{note}</p>}
      <dl class="facts">
        {facts.map((fact) => (
          <div key={fact.name}>
            <dt>{fact.file ? <code>{fact.name}</code> : fact.name}</dt>
            <dd title={fact.value}>{fact.value}</dd>
          </div>
        ))}
      </dl>
      {chart && (
        <>
          <Chart model={chart} description={description} onHover={setHovered} />
          <Legend model={chart} index={hovered} />
        </>
      )}
    </section>
  );
}

/** The share as a bar; the words beside it say the same. */
function Meter({ share }: { readonly share: number }): VNode {
  const width = `${Math.min(1, Math.max(0, share)) * 100}%`;
  return (
    <div class={`meter ${share >= CLOSE_SHARE ? 'meter-close' : ''}`} aria-hidden="true">
      <div class="meter-fill" style={{ width }} />
    </div>
  );
}
