/** The range of `cpu.shares`: MIN_SHARES and MAX_SHARES of kernel/sched/sched.h. */
const LEAST_SHARES = 2;
const MOST_SHARES = 262_144;
/** The range of `cpu.weight`. */
const MOST_WEIGHT = 10_000;

/** The weight of version 2 that runc and crun make of shares: `ConvertCPUSharesToCgroupV2Value` of runc 1.1. */
export function weightOf(shares: number): number {
  const bounded = Math.min(Math.max(shares, LEAST_SHARES), MOST_SHARES);
  return 1 + Math.floor(((bounded - LEAST_SHARES) * (MOST_WEIGHT - 1)) / (MOST_SHARES - LEAST_SHARES));
}

/** Of all shares that runtimes make this weight of the most: the default of 1024 is one of these. */
export function sharesOf(weight: number): number {
  const least = LEAST_SHARES + Math.ceil((weight * (MOST_SHARES - LEAST_SHARES)) / (MOST_WEIGHT - 1));
  return Math.min(least - 1, MOST_SHARES);
}
