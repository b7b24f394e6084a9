import type { VNode } from 'preact';
import type { ChartModel, Curve } from './model.ts';
import { isOnChart, scaleTop } from './stack.ts';

export interface LegendProps {
  readonly model: ChartModel;
  /** The moment whose values are told; the last one unless given. */
  readonly index?: number | undefined;
}

/** Every curve and limit of a chart with its line, its name and its value; a stack from its top to its bottom. */
export function Legend({ model, index }: LegendProps): VNode {
  const curves = model.stacked ? model.curves.toReversed() : model.curves;
  const top = scaleTop(model);
  return (
    <ul class="legend">
      {curves.map((curve) => (
        <li key={curve.label}>
          <Line of={curve} area={model.stacked} />
          <span class="legend-name">{curve.label}</span>
          <span class="legend-value">{valueWords(curve, model, index)}</span>
        </li>
      ))}
      {model.marks.map((mark) => (
        <li key={mark.label}>
          <Line of={mark} area={false} />
          <span class="legend-name">{mark.label}</span>
          <span class="legend-value">
            {model.format(mark.value)}
            {isOnChart(mark.value, top) ? '' : ' (far above)'}
          </span>
        </li>
      ))}
    </ul>
  );
}

function valueWords(curve: Curve, model: ChartModel, index: number | undefined): string {
  const value = curve.values[index ?? model.times.length - 1] ?? null;
  return value === null ? 'not known' : (curve.format ?? model.format)(value);
}

function Line({ of, area }: { readonly of: Pick<Curve, 'ink' | 'dash'>; readonly area: boolean }): VNode {
  return (
    <svg class={`legend-line ink-${of.ink}`} width="18" height="10" viewBox="0 0 18 10" aria-hidden="true">
      {area && <rect y="4" width="18" height="6" fill="currentColor" opacity="0.32" />}
      <path
        d={area ? 'M0 4h18' : 'M0 5h18'}
        stroke="currentColor"
        stroke-width="2"
        stroke-dasharray={of.dash?.join(' ')}
      />
    </svg>
  );
}
