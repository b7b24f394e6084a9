/**
 * The time of the clock here, with 24 hours: `14:02:11`, or `14:02` where minutes are enough.
 * @param at milliseconds since the epoch
 */
export function formatClock(at: number, to: 'minutes' | 'seconds' = 'seconds'): string {
  return (to === 'minutes' ? MINUTES : SECONDS).format(at);
}

/**
 * The time of the clock, with the day where that is not today.
 * @param at milliseconds since the epoch
 * @param now milliseconds since the epoch
 */
export function formatMoment(at: number, now: number): string {
  return DAY.format(at) === DAY.format(now) ? formatClock(at) : `${DAY.format(at)}, ${formatClock(at)}`;
}

const MINUTES = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const SECONDS = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle: 'h23' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
