import type { SeccompSpec } from '../spec/seccomp-schema.ts';
import { ALLOWED_SYSCALLS } from './allowed-syscalls.ts';

/** CLONE_NEW* of clone(2), all that a flag word of clone can hold. */
const NAMESPACE_FLAGS = 0x7e02_0000;
/** ioctl_tty(2): they put characters into a terminal's input. */
const TIOCSTI = 0x5412;
const TIOCLINUX = 0x541c;
/** The kernel looks at the lower half of the number of an ioctl only (CVE-2019-10063). */
const LOW_HALF = 0xffff_ffff;
/** personality(2): PER_LINUX, PER_LINUX32, with UNAME26, and the question for the present one. */
const PERSONALITIES = [0, 8, 0x2_0000, 0x2_0008, 0xffff_ffff];
/** socket(2): reaches the hypervisor beside all network namespaces. */
const AF_VSOCK = 40;
const EPERM = 1;
const ENOSYS = 38;

/**
 * The filter of a sandbox without capabilities, with the effect of Docker's default one: what needs a capability, makes
 * namespaces or is there for the administration of the machine is refused.
 */
export function defaultSeccomp(architecture: 'x64' | 'arm64'): SeccompSpec {
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    defaultErrnoRet: EPERM,
    architectures: architecture === 'x64' ? ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86'] : ['SCMP_ARCH_AARCH64'],
    syscalls: [
      ...[TIOCSTI, TIOCLINUX].map((number) => ({
        names: ['ioctl'],
        action: 'SCMP_ACT_ERRNO' as const,
        errnoRet: EPERM,
        args: [{ index: 1, value: LOW_HALF, valueTwo: number, op: 'SCMP_CMP_MASKED_EQ' as const }],
      })),
      { names: [...ALLOWED_SYSCALLS], action: 'SCMP_ACT_ALLOW' },
      ...PERSONALITIES.map((value) => ({
        names: ['personality'],
        action: 'SCMP_ACT_ALLOW' as const,
        args: [{ index: 0, value, op: 'SCMP_CMP_EQ' as const }],
      })),
      {
        names: ['socket'],
        action: 'SCMP_ACT_ALLOW',
        args: [{ index: 0, value: AF_VSOCK, op: 'SCMP_CMP_NE' }],
      },
      {
        names: ['clone'],
        action: 'SCMP_ACT_ALLOW',
        args: [{ index: 0, value: NAMESPACE_FLAGS, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }],
      },
      // Its flags are in memory, where a filter cannot look. Programs then use clone.
      { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
    ],
  };
}
