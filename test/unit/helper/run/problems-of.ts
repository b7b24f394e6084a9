import { SpecError } from '../../../../src/helper/run/spec/spec-error.ts';

/** What is wrong, as `path: message`; nothing where it is taken. */
export function problemsOf(action: () => unknown): readonly string[] {
  try {
    action();
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    return error.message.split('\n');
  }
  return [];
}
