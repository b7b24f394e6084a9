import { describe, expect, it } from 'vitest';
import { describeStep } from '../../../../../src/helper/run/explain/describe-step.ts';
import type { Step } from '../../../../../src/helper/run/plan.ts';

describe('a step in words', () => {
  it.each<[Step, string]>([
    [{ op: 'cgroup.create', path: '/sys/fs/cgroup/a' }, 'mkdir("/sys/fs/cgroup/a", 0755)'],
    [{ op: 'cgroup.write', cgroup: 0, file: 'pids.max', value: '5' }, 'echo 5 > pids.max  # in cgroup 1 of this run'],
    [
      { op: 'clone', namespaces: ['user', 'mnt'], into: 1 },
      'clone3({flags=CLONE_NEWUSER|CLONE_NEWNS|CLONE_INTO_CGROUP|CLONE_PIDFD, exit_signal=SIGCHLD})',
    ],
    [{ op: 'idmap', kind: 'uid', map: [{ inside: 0, outside: 1000, size: 1 }] }, 'echo "0 1000 1" > /proc/PID/uid_map'],
    [{ op: 'hostname', name: 'a"b\\c\n' }, String.raw`sethostname("a\"b\\c\\n")`],
    [{ op: 'capabilities.bound', set: 1n }, 'prctl(PR_CAPBSET_DROP, …)  # all but CAP_CHOWN'],
    [{ op: 'seccomp', flags: 0, filter: new Uint8Array(80) }, 'seccomp(SECCOMP_SET_MODE_FILTER, …, {len=10})'],
    [
      { op: 'exec', arguments: ['sh', '-c', 'echo $TOKEN'], environment: ['TOKEN=secret', 'PATH=/bin'] },
      'execve("sh", ["sh", "-c", "echo $TOKEN"], /* 2 variables */)',
    ],
  ])('$0.op', (step, call) => {
    const words = describeStep(step);
    expect(words.call).toBe(call);
    expect(words.why).toMatch(/^[A-Z].*\.$/);
  });
});
