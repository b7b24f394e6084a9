/** A share (1 = all of it) in percent: `3 %`, `0.4 %`, `48 %`; more than all of it is possible. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.1) return 'under 0.1 %';
  return `${percent < 0.95 ? Math.round(percent * 10) / 10 : Math.round(percent)} %`;
}
