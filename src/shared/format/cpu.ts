/** A number of CPUs with at most two decimals: `0.5 CPU`, `2 CPUs`. */
export function formatCpus(cpus: number): string {
  const rounded = Math.round(cpus * 100) / 100;
  if (rounded === 0 && cpus > 0) return 'under 0.01 CPU';
  return `${rounded} ${rounded > 1 ? 'CPUs' : 'CPU'}`;
}

/** A number of CPUs without rounding a small number to nothing, for a limit: `0.5 CPU`, `0.005 CPU`. */
export function formatCpuLimit(cpus: number): string {
  return cpus < 0.01 && cpus > 0 ? `${Number(cpus.toPrecision(1))} CPU` : formatCpus(cpus);
}
