import { Buffer } from 'node:buffer';
import * as z from 'zod/mini';
import { capabilityNumber } from './capability.ts';
import { absolutePath, flag, id, integer, list, object, oneOf, text } from './leaves.ts';
import { RLIMIT_NAMES } from './rlimit.ts';

/** An eighth of the stack's limit is the kernel's own bound; this is the usual one. See execve(2). */
const MOST_EXEC_BYTES = 2 * 1024 * 1024;
/** MAX_ARG_STRLEN of the kernel, with the NUL at the end. */
const MOST_STRING_BYTES = 128 * 1024 - 1;
const MOST_STRINGS = 60_000;
/** NGROUPS_MAX of the kernel is 65536; a plan has room for fewer. */
const MOST_GROUPS = 60_000;
const MOST_ROWS = 65_535;

const capability = text(64).check(
  z.refine((name) => capabilityNumber(name) !== undefined, 'is no capability of capabilities(7)'),
);

const capabilities = object({
  bounding: z.exactOptional(list(capability)),
  effective: z.exactOptional(list(capability)),
  permitted: z.exactOptional(list(capability)),
  inheritable: z.exactOptional(list(capability)),
  ambient: z.exactOptional(list(capability)),
});

/** RLIM_INFINITY is no number that JSON can hold exactly; runtimes write it as the nearest one. */
const INFINITY = 2 ** 64;
const limitValue = z
  .number('must be a number')
  .check(
    z.refine(
      (value) => value === INFINITY || (Number.isSafeInteger(value) && value >= 0),
      `must be a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, or 18446744073709551615 for no limit`,
    ),
  );

const rlimit = object({ type: oneOf(RLIMIT_NAMES), soft: limitValue, hard: limitValue }).check(
  z.refine(({ soft, hard }) => soft <= hard, 'has a soft limit over the hard one'),
);

const variable = text(MOST_STRING_BYTES).check(z.refine((entry) => entry.indexOf('=') > 0, 'must be NAME=value'));

const bytes = (strings: readonly string[]) => strings.reduce((sum, each) => sum + Buffer.byteLength(each) + 1, 0);

/** `process` of the OCI runtime specification: config.md. */
export const processSchema = object({
  terminal: z.exactOptional(flag()),
  consoleSize: z.exactOptional(object({ height: integer(1, MOST_ROWS), width: integer(1, MOST_ROWS) })),
  user: object({
    uid: id(),
    gid: id(),
    umask: z.exactOptional(integer(0, 0o777)),
    additionalGids: z.exactOptional(list(id(), MOST_GROUPS)),
  }),
  args: list(text(MOST_STRING_BYTES), MOST_STRINGS).check(
    z.refine((args) => args.length > 0 && args[0] !== '', 'must begin with a program'),
  ),
  env: z.exactOptional(list(variable, MOST_STRINGS)),
  cwd: absolutePath(),
  capabilities: z.exactOptional(capabilities),
  rlimits: z.exactOptional(list(rlimit)),
  noNewPrivileges: z.exactOptional(flag()),
  oomScoreAdj: z.exactOptional(integer(-1000, 1000)),
}).check(
  z.refine(
    ({ args, env = [] }) => bytes(args) + bytes(env) <= MOST_EXEC_BYTES,
    'has arguments and an environment of more than 2 MiB',
  ),
);

export type ProcessSpec = z.infer<typeof processSchema>;
