import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChartModel } from './model.ts';
import { curveSentence } from './summary.ts';

/** The least time between two changes of a description, in milliseconds. */
const CHANGE_EVERY_MS = 5000;

/** A chart in sentences, for those who do not see it. It stays a while, though the chart changes every second. */
export function useDescription(title: string, chart: ChartModel | undefined): string {
  const sentences = chart?.curves.map((curve) => curveSentence(curve, chart.format)) ?? [];
  return useSlow(`Chart of ${title}. ${sentences.join('. ')}.`);
}

function useSlow(text: string): string {
  const [slow, setSlow] = useState(text);
  const changedAt = useRef(performance.now());
  // Read when the time has come: a timer that each text set anew would never end.
  const latest = useRef(text);
  latest.current = text;
  const pending = text !== slow;
  useEffect(() => {
    if (!pending) return undefined;
    const change = (): void => {
      changedAt.current = performance.now();
      setSlow(latest.current);
    };
    const timer = setTimeout(change, Math.max(0, changedAt.current + CHANGE_EVERY_MS - performance.now()));
    return () => clearTimeout(timer);
  }, [pending]);
  return slow;
}
