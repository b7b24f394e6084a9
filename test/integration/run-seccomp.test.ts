import { describe, expect, it } from 'vitest';
import { compileSeccomp } from '../../src/helper/run/seccomp/compile-seccomp.ts';
import { defaultSeccomp } from '../../src/helper/run/seccomp/default-seccomp.ts';
import { Launcher } from '../support/launcher.ts';
import { sandboxPlan } from '../support/sandbox-plan.ts';

const { filter, flags } = compileSeccomp(defaultSeccomp('x64'), 'x64');

/** Runs a command in a sandbox with the default filter. */
async function inSandbox(
  ...args: readonly string[]
): Promise<{ readonly output: string; readonly code: number | null }> {
  const plan = sandboxPlan({ arguments: args, last: [{ op: 'seccomp', flags, filter }] });
  const { stdout, stderr, code } = await Launcher.start(plan).ended;
  return { output: stdout + stderr, code };
}

/** What a system call answers in the sandbox: its errno, 0 where it succeeds. */
async function answerOf(number: number, ...args: readonly number[]): Promise<number> {
  const call = ['ctypes.c_long(' + String(number) + ')', ...args.map((each) => `ctypes.c_ulong(${String(each)})`)];
  const program = `import ctypes
libc = ctypes.CDLL(None, use_errno=True)
print(ctypes.get_errno() if libc.syscall(${call.join(', ')}) < 0 else 0)`;
  const { output } = await inSandbox('python3', '-c', program);
  expect(output).toMatch(/^\d+\n$/);
  return Number(output);
}

describe.runIf(process.arch === 'x64')('the default filter in the kernel', () => {
  it('is loaded', async () => {
    expect((await inSandbox('grep', 'Seccomp:', '/proc/self/status')).output).toBe('Seccomp:\t2\n');
  });

  it.each([
    ['unshare of a user namespace', 272, [0x10000000], 1],
    ['mount', 165, [0, 0, 0, 0, 0], 1],
    ['clone3, which programs then do without', 435, [0, 0], 38],
    ['TIOCSTI', 16, [0, 0x5412, 0], 1],
    ['TIOCSTI with other bits above', 16, [0, 0x1_0000_5412, 0], 1],
    ['keyctl', 250, [0, 0], 1],
    ['a call that no kernel has', 9999, [], 38],
    ['getpid', 39, [], 0],
  ] as const)('answers %s', async (_, number, args, errno) => {
    expect(await answerOf(number, ...args)).toBe(errno);
  });

  it('lets programs work: a shell, threads, compilers, archives', async () => {
    const lines = [
      'ls -l / | wc -l >/dev/null',
      'python3 -c "import threading; t = threading.Thread(target=print, args=(1,)); t.start(); t.join()"',
      'echo "int main(void) { return 0; }" | gcc -x c - -o /tmp/a && /tmp/a',
      'tar -C /tmp -cf /tmp/a.tar a && tar -tf /tmp/a.tar >/dev/null',
      'hostname',
    ];
    const { output, code } = await inSandbox('sh', '-ec', lines.join('\n'));
    expect([output, code]).toEqual(['1\nsandbox\n', 0]);
  });
});
