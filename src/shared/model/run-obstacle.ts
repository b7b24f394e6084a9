import type { DisplayText } from '../text/display.ts';

/** Something of a run that this machine cannot do. */
export interface RunObstacle {
  readonly kind: 'limits' | 'user-namespace' | 'ids' | 'kernel' | 'spec';
  /** One sentence: what will not work. */
  readonly what: DisplayText;
  /** One sentence: the sysctl, rule, file or version because of which. */
  readonly cause: DisplayText;
  /** What to do about it: a sentence, or lines for a shell. */
  readonly remedy: DisplayText;
  /** Which wish can be dropped so that the rest works; absent where nothing helps. */
  readonly without?: 'limits';
}
