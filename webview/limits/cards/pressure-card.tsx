import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import { Chart } from '../../chart/chart.tsx';
import { Legend } from '../../chart/legend.tsx';
import type { ChartModel } from '../../chart/model.ts';
import { useDescription } from '../../chart/use-description.ts';
import { type PressureModel, pressureModels } from './pressure.ts';
import type { Timeline } from './timeline.ts';

export interface PressureCardProps {
  readonly sample: LimitsSample;
  readonly timeline: Timeline;
}

/** How much of the time tasks waited for each resource. */
export function PressureCard({ sample, timeline }: PressureCardProps): VNode {
  const models = pressureModels(sample, timeline);
  const [first] = models;
  // Mostly all three are off, and for the same reason.
  const together = first?.off !== undefined && models.every((model) => model.off === first.off);
  return (
    <section class="card card-pressure" aria-labelledby="card-pressure">
      <div class="card-head">
        <h3 id="card-pressure">Pressure</h3>
      </div>
      {together ? (
        <p class="pressure-off">{first.off}</p>
      ) : (
        <div class="pressures">
          {models.map((model) => (
            <Resource key={model.resource} model={model} />
          ))}
        </div>
      )}
      <p class="explain">
        Share of the time in which some task, or all of them (full), waited for a resource instead of working.
      </p>
    </section>
  );
}

function Resource({ model }: { readonly model: PressureModel }): VNode {
  return (
    <div class="pressure">
      <h4>{model.name}</h4>
      {model.chart ? <Curves name={model.name} chart={model.chart} /> : <p class="muted">{model.off}</p>}
    </div>
  );
}

function Curves({ name, chart }: { readonly name: string; readonly chart: ChartModel }): VNode {
  const [hovered, setHovered] = useState<number | undefined>(undefined);
  const description = useDescription(`${name} pressure`, chart);
  return (
    <>
      <Legend model={chart} index={hovered} />
      <Chart model={chart} description={description} onHover={setHovered} />
    </>
  );
}
