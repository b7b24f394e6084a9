import { HelperError, type HelperErrorCode } from '../../shared/errors.ts';
import { display } from '../../shared/text/display.ts';
import { errnoName } from '../kernel/errno.ts';
import type { UpdateAnswer } from '../runtimes/post-update.ts';

/** What an error of a read or write of a control file means; cgroups(7). */
const CODES: ReadonlyMap<string, HelperErrorCode> = new Map([
  ['EACCES', 'PERMISSION'],
  ['EPERM', 'PERMISSION'],
  ['EROFS', 'PERMISSION'],
  ['ENOENT', 'UNSUPPORTED'],
  ['EOPNOTSUPP', 'UNSUPPORTED'],
  // The folder is of a cgroup that was removed.
  ['ENODEV', 'GONE'],
  ['EINVAL', 'BAD_VALUE'],
  ['ERANGE', 'BAD_VALUE'],
]);

/** So much of what an owner says is told. */
const DETAIL_BYTES = 512;

/** @param errno as the kernel returned it, negative */
export function failedFile(errno: number, operation: string, target: string): HelperError {
  const name = errnoName(-errno);
  const code = CODES.get(name) ?? 'SYSTEM';
  return new HelperError({ code, operation, target, errno: name }, `the control file answered ${name}`);
}

export function failedUpdate(
  answer: Exclude<UpdateAnswer, { kind: 'done' }>,
  operation: string,
  target: string,
): HelperError {
  if (answer.kind === 'unanswered') {
    return new HelperError({ code: 'TIMEOUT', operation, target }, 'the owner did not answer in time');
  }
  const code = answer.kind === 'permission' ? 'PERMISSION' : 'REFUSED';
  const detail = display(answer.message, DETAIL_BYTES);
  return new HelperError({ code, operation, target, detail }, `the owner refused: ${detail}`);
}
