/** One of what the test of forecasts tries: a signal, sent to a process that is set up like this. */
export interface ForecastCase {
  readonly signal: number;
  readonly disposition: 'default' | 'handled' | 'ignored' | 'fetched';
  /** `leader-blocked`: by the leader alone, of three threads. */
  readonly mask: 'open' | 'blocked' | 'leader-blocked';
  readonly role: 'plain' | 'init' | 'orphan';
  readonly state: CaseState;
}

export const CASE_STATES = [
  'running',
  'leader-ended',
  'stopped',
  'leader-ended-stopped',
  'frozen-v1',
  'frozen-v2',
  'stopped-frozen-v1',
  'stopped-frozen-v2',
  'traced',
  'held',
  'vfork',
  'zombie',
] as const;
export type CaseState = (typeof CASE_STATES)[number];

const KILL = 9;
const CHLD = 17;
const CONT = 18;
const STOP = 19;
const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);
/** Each standard signal, the first and the last real-time signal and one between. */
const EVERY = [...range(1, 31), 34, 50, 64];
/** One of each kind, and those with rules of their own. */
const KINDS = [3, KILL, 10, 15, 17, 18, STOP, 20, 34];

function product(
  signals: readonly number[],
  dispositions: readonly ForecastCase['disposition'][],
  masks: readonly ForecastCase['mask'][],
  roles: readonly ForecastCase['role'][],
  state: CaseState,
): ForecastCase[] {
  const all = signals.flatMap((signal) =>
    dispositions.flatMap((disposition) =>
      masks.flatMap((mask) => roles.map((role) => ({ signal, disposition, mask, role, state }))),
    ),
  );
  // Nobody can handle, ignore or block these two: once is enough.
  return all.filter(({ signal, disposition, mask }) => {
    const isSet = disposition !== 'default' || mask === 'blocked';
    return !(isSet && (signal === KILL || signal === STOP));
  });
}

export function casesOf(state: CaseState): ForecastCase[] {
  const dispositions = ['default', 'handled', 'ignored'] as const;
  switch (state) {
    case 'running':
      return [
        ...product(EVERY, dispositions, ['open'], ['plain'], state),
        ...product(EVERY, ['default'], ['open'], ['init'], state),
        ...product(KINDS, ['handled', 'ignored'], ['open'], ['init'], state),
        ...product(KINDS, dispositions, ['blocked', 'leader-blocked'], ['plain', 'init'], state),
        ...product(KINDS, ['fetched'], ['blocked'], ['plain', 'init'], state),
        ...product([18, STOP, 20, 21, 22], ['default', 'handled'], ['open', 'blocked'], ['orphan'], state),
      ];
    case 'leader-ended':
    case 'stopped':
    case 'frozen-v2':
      return [
        ...product(KINDS, dispositions, ['open', 'blocked'], ['plain'], state),
        ...product(KINDS, ['default'], ['open', 'leader-blocked'], ['init'], state),
        ...product(KINDS, ['default'], ['leader-blocked'], ['plain'], state),
        ...product([10, 18], ['fetched'], ['blocked'], ['plain'], state),
      ];
    case 'frozen-v1':
      return [
        ...product(KINDS, dispositions, ['open'], ['plain'], state),
        ...product([15, 18, 20], ['default'], ['blocked'], ['plain'], state),
        ...product(KINDS, ['default'], ['open', 'leader-blocked'], ['init'], state),
      ];
    case 'leader-ended-stopped':
    case 'stopped-frozen-v1':
    case 'stopped-frozen-v2':
      return product(KINDS, dispositions, ['open'], ['plain'], state);
    case 'traced':
    case 'held':
      return [
        ...product(KINDS, dispositions, ['open'], ['plain'], state),
        ...product(KINDS, ['default'], ['open', 'leader-blocked'], ['init'], state),
        ...product([3, 15, 18], ['default'], ['blocked', 'leader-blocked'], ['plain'], state),
      ];
    case 'vfork':
      // SIGCHLD: the end of the child brings another.
      return product(
        KINDS.filter((signal) => signal !== CHLD),
        dispositions,
        ['open'],
        ['plain'],
        state,
      );
    case 'zombie':
      return product([KILL, 15, 18, STOP], ['default'], ['open'], ['plain'], state);
  }
}

/** Those that are tried on a program that the sender may not signal. */
export function forbiddenCases(): ForecastCase[] {
  const states = ['running', 'stopped', 'frozen-v2'] as const;
  // SIGCONT is for a whole session, kill(2): a test of its own is about that.
  const signals = KINDS.filter((signal) => signal !== CONT);
  return states.flatMap((state) => [
    ...product(signals, ['default', 'handled'], ['open'], ['plain'], state),
    ...product(signals, ['default'], ['open'], ['init'], state),
  ]);
}

/** The arguments for native/test/dispositions.c. */
export function argumentsOf({ signal, disposition, mask, role, state }: ForecastCase): string[] {
  const args: string[] = [];
  const list = `${signal}`;
  if (disposition === 'handled') args.push('--handle', list);
  if (disposition === 'ignored') args.push('--ignore', list);
  if (disposition === 'fetched') args.push('--fetch', list);
  if (mask !== 'open') args.push('--block', list);
  if (mask === 'leader-blocked') args.push('--workers-unblock', list);
  if (role === 'init') args.push('--new-pid');
  if (role !== 'plain') args.push('--orphan');
  if (mask === 'leader-blocked' || state.startsWith('leader-ended')) args.push('--workers', '2');
  if (state.startsWith('leader-ended')) args.push('--end-leader');
  if (state === 'traced') args.push('--trace');
  if (state === 'held') args.push('--hold');
  if (state === 'vfork') args.push('--vfork');
  if (state === 'zombie') args.push('--zombie');
  return args;
}
