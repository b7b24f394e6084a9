import type uPlot from 'uplot';
import type { Mark } from './model.ts';
import { isOnChart } from './stack.ts';
import type { Theme } from './theme.ts';

/** Draws limits over the curves, each with its name at the left end. */
export function drawMarks(plot: uPlot, marks: readonly Mark[], theme: Theme, top: number): void {
  const { ctx } = plot;
  const { left, width } = plot.bbox;
  const ratio = devicePixelRatio;
  ctx.save();
  for (const mark of marks.filter(({ value }) => isOnChart(value, top))) {
    const y = Math.round(plot.valToPos(mark.value, 'y', true)) + 0.5;
    ctx.strokeStyle = theme.ink(mark.ink);
    ctx.lineWidth = 1.5 * ratio;
    ctx.setLineDash(mark.dash.map((length) => length * ratio));
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + width, y);
    ctx.stroke();
  }
  ctx.restore();
}
