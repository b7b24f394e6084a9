/**
 * What a look at the kernel gave: a value, or the reason why there is none. A reading is never blank and never 0 in
 * place of something unknown.
 */
export type Reading<T> = { readonly value: T } | { readonly unread: Unread };

export interface Unread {
  readonly reason: UnreadReason;
  /** The symbolic errno where the kernel gave one, such as `EACCES`. */
  readonly errno?: string;
}

/**
 * - `permission`: the kernel refused; root would see it
 * - `gone`: the process or cgroup ended
 * - `off`: the kernel has the feature, but it is not in use here (a controller that is not enabled)
 * - `unsupported`: this kernel does not have it
 * - `outside`: it lies outside the cgroup namespace of the helper
 * - `pending`: a rate needs a second sample
 * - `timeout`: the read did not come back in time
 * - `error`: anything else; see `errno`
 */
export type UnreadReason = 'permission' | 'gone' | 'off' | 'unsupported' | 'outside' | 'pending' | 'timeout' | 'error';

export function read<T>(value: T): Reading<T> {
  return { value };
}

export function unread(reason: UnreadReason, errno?: string): { readonly unread: Unread } {
  return { unread: errno === undefined ? { reason } : { reason, errno } };
}

export function isRead<T>(reading: Reading<T>): reading is { readonly value: T } {
  return 'value' in reading;
}

/** The value, or `undefined` where there is none. */
export function valueOf<T>(reading: Reading<T>): T | undefined {
  return 'value' in reading ? reading.value : undefined;
}

export function mapReading<T, U>(reading: Reading<T>, map: (value: T) => U): Reading<U> {
  return 'value' in reading ? { value: map(reading.value) } : reading;
}
