import { Buffer } from 'node:buffer';
import * as z from 'zod/mini';

/** PATH_MAX of the kernel, with the NUL at the end. */
const PATH_BYTES = 4095;
/** Of every list that has no smaller bound of its own. */
const MOST_ITEMS = 1024;
/** (uid_t)-1 means "leave as it is", and is nobody. */
export const LAST_ID = 2 ** 32 - 2;

const orMissing =
  (message: string) =>
  ({ input }: { readonly input: unknown }) =>
    input === undefined ? 'is missing' : message;

/** No NUL, which would end it for the kernel, and nothing that has no bytes in UTF-8. */
const isKernelText = (value: string) => !/[\0\p{Surrogate}]/u.test(value);

/** @param most bytes in UTF-8 */
export const text = (most: number) =>
  z.string({ error: orMissing('must be a string') }).check(
    z.refine(isKernelText, 'must not hold a NUL or half a surrogate pair'),
    z.refine((value) => Buffer.byteLength(value) <= most, `is longer than ${most} bytes`),
  );

export const matching = (most: number, pattern: RegExp, message: string) =>
  text(most).check(z.refine((value) => pattern.test(value), message));

export const flag = () => z.boolean({ error: orMissing('must be true or false') });

export const integer = (least: number, most: number) =>
  z
    .number({ error: orMissing('must be a number') })
    .check(
      z.refine(
        (value) => Number.isSafeInteger(value) && value >= least && value <= most,
        `must be a whole number from ${least} to ${most}`,
      ),
    );

/** A user's or group's. Never a string: what a string such as "-1" would mean is a matter of who parses it. */
export const id = () => integer(0, LAST_ID);

export const oneOf = <const T extends string>(values: readonly T[]) =>
  z.enum(values, { error: orMissing(`must be one of ${values.join(', ')}`) });

export const list = <T extends z.ZodMiniType>(item: T, most = MOST_ITEMS) =>
  z
    .array(item, { error: orMissing('must be a list') })
    .check(z.refine((items) => items.length <= most, `has more than ${most} entries`));

export const table = <T extends z.ZodMiniType>(value: T) =>
  z
    .record(z.string(), value, { error: orMissing('must be an object') })
    .check(z.refine((entries) => Object.keys(entries).length <= MOST_ITEMS, `has more than ${MOST_ITEMS} entries`));

export const object = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? undefined : orMissing('must be an object')(issue)),
  });

const path = () => text(PATH_BYTES).check(z.refine((value) => value !== '', 'must not be empty'));

const hasParent = (value: string) => value.split('/').includes('..');

/** One that cannot lead up; a relative one is below something that the place says. */
export const pathWithoutParents = () => path().check(z.refine((value) => !hasParent(value), 'must not hold ".."'));

export const absolutePath = () => path().check(z.refine((value) => value.startsWith('/'), 'must be an absolute path'));

/** One that is resolved below the new root. */
export const insidePath = () => absolutePath().check(z.refine((value) => !hasParent(value), 'must not hold ".."'));
