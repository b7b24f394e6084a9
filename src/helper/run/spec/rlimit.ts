/** In the order of their numbers, which are the same on x86-64 and arm64: asm-generic/resource.h. */
export const RLIMIT_NAMES = [
  'RLIMIT_CPU',
  'RLIMIT_FSIZE',
  'RLIMIT_DATA',
  'RLIMIT_STACK',
  'RLIMIT_CORE',
  'RLIMIT_RSS',
  'RLIMIT_NPROC',
  'RLIMIT_NOFILE',
  'RLIMIT_MEMLOCK',
  'RLIMIT_AS',
  'RLIMIT_LOCKS',
  'RLIMIT_SIGPENDING',
  'RLIMIT_MSGQUEUE',
  'RLIMIT_NICE',
  'RLIMIT_RTPRIO',
  'RLIMIT_RTTIME',
] as const;

export type RlimitName = (typeof RLIMIT_NAMES)[number];

/** The first argument of prlimit(2). */
export function rlimitNumber(name: RlimitName): number {
  return RLIMIT_NAMES.indexOf(name);
}
