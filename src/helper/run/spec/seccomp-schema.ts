import * as z from 'zod/mini';
import { integer, list, matching, object, oneOf } from './leaves.ts';

/** Without SCMP_ACT_NOTIFY, which needs somebody who answers. */
const action = () =>
  oneOf([
    'SCMP_ACT_KILL',
    'SCMP_ACT_KILL_PROCESS',
    'SCMP_ACT_KILL_THREAD',
    'SCMP_ACT_TRAP',
    'SCMP_ACT_ERRNO',
    'SCMP_ACT_TRACE',
    'SCMP_ACT_ALLOW',
    'SCMP_ACT_LOG',
  ]);

/** What SECCOMP_RET_DATA has room for. */
const errno = () => integer(0, 0xffff);

const argument = object({
  index: integer(0, 5),
  value: integer(0, Number.MAX_SAFE_INTEGER),
  valueTwo: z.exactOptional(integer(0, Number.MAX_SAFE_INTEGER)),
  op: oneOf([
    'SCMP_CMP_NE',
    'SCMP_CMP_LT',
    'SCMP_CMP_LE',
    'SCMP_CMP_EQ',
    'SCMP_CMP_GE',
    'SCMP_CMP_GT',
    'SCMP_CMP_MASKED_EQ',
  ]),
});

/** `linux.seccomp`: config-linux.md, seccomp. */
export const seccompSchema = object({
  defaultAction: action(),
  defaultErrnoRet: z.exactOptional(errno()),
  architectures: z.exactOptional(list(matching(32, /^SCMP_ARCH_[A-Z0-9_]+$/, 'must be SCMP_ARCH_…'))),
  flags: z.exactOptional(
    list(
      oneOf([
        'SECCOMP_FILTER_FLAG_TSYNC',
        'SECCOMP_FILTER_FLAG_LOG',
        'SECCOMP_FILTER_FLAG_SPEC_ALLOW',
        'SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV',
      ]),
    ),
  ),
  syscalls: z.exactOptional(
    list(
      object({
        names: list(matching(64, /^[a-z0-9_]+$/i, 'must be the name of a system call')).check(
          z.refine((names) => names.length > 0, 'must name a system call'),
        ),
        action: action(),
        errnoRet: z.exactOptional(errno()),
        args: z.exactOptional(list(argument)),
      }),
      4096,
    ),
  ),
});

export type SeccompSpec = z.infer<typeof seccompSchema>;
