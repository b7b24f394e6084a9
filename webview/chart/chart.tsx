import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { drawMarks } from './marks.ts';
import type { ChartModel } from './model.ts';
import { plotOptions } from './options.ts';
import { drawnValues, scaleTop } from './stack.ts';
import { type Theme, useTheme } from './theme.ts';

export interface ChartProps {
  readonly model: ChartModel;
  /** The chart in a sentence, for those who do not see it. */
  readonly description: string;
  /** Which moment the pointer is at. */
  readonly onHover: (index: number | undefined) => void;
}

/** What a plot cannot change while it lives. */
const shapeOf = ({ curves, stacked, steps }: ChartModel): string =>
  JSON.stringify([curves.map(({ label, ink, dash, ofHeight }) => [label, ink, dash, ofHeight]), stacked, steps]);

const dataOf = (model: ChartModel): uPlot.AlignedData =>
  [model.times, ...drawnValues(model).toReversed()] as unknown as uPlot.AlignedData;

/** Curves over the last ten minutes. The plot stays while only its values change. */
export function Chart({ model, description, onHover }: ChartProps): VNode {
  const theme = useTheme();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const latest = useRef({ model, onHover, top: 0 });
  latest.current = { model, onHover, top: scaleTop(model) };

  useLayoutEffect(() => {
    const box = place.current;
    if (box === null) return undefined;
    const made = makePlot(box, latest, theme);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize(sizeOf(box)));
    observer.observe(box);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
    };
  }, [shapeOf(model), theme]);

  useEffect(() => plot.current?.setData(dataOf(model)), [model]);

  return <div class="chart" ref={place} role="img" aria-label={description} />;
}

interface Latest {
  readonly current: Pick<ChartProps, 'model' | 'onHover'> & { readonly top: number };
}

/** The plot fills its box, and does not stretch it. */
const sizeOf = (box: HTMLElement) => ({ width: box.clientWidth, height: box.clientHeight });

function makePlot(box: HTMLElement, latest: Latest, theme: Theme): uPlot {
  const options = plotOptions({
    ...sizeOf(box),
    theme,
    model: latest.current.model,
    top: () => latest.current.top,
    onHover: (index) => latest.current.onHover(index),
    drawMarks: (plot) => drawMarks(plot, latest.current.model.marks, theme, latest.current.top),
  });
  return new uPlot(options, dataOf(latest.current.model), box);
}
