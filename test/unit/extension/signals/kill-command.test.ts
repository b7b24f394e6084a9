import { describe, expect, it } from 'vitest';
import { allAim, initAim, processAim } from '../../../../src/extension/signals/aim.ts';
import { killCommand } from '../../../../src/extension/signals/kill-command.ts';
import type { CgroupMembership } from '../../../../src/shared/model/cgroup.ts';
import type { Container } from '../../../../src/shared/model/container.ts';
import { read } from '../../../../src/shared/model/reading.ts';
import { SIGNALS } from '../../../../src/shared/model/signal.ts';
import { HOSTILE } from '../../support/hostile.ts';
import { display } from '../../../../src/shared/text/display.ts';
import { aContainer, aProcess, aSandbox, text } from '../support/facts.ts';

function kill(container: Container, name = 'SIGTERM'): string {
  const signal = SIGNALS.find((one) => one.name === name);
  if (signal === undefined) throw new Error(name);
  return killCommand(signal, initAim(container));
}

describe('the command that sends the same signal', () => {
  it('is that of Docker or Podman for the first process, where one of them made the container', () => {
    expect(kill(aContainer('web'))).toBe('docker kill -s TERM web');
    expect(kill(aContainer('web', { runtime: 'podman', nameSource: 'disk' }), 'SIGRTMIN+2')).toBe(
      'podman kill -s RTMIN+2 2d85fee5',
    );
    expect(kill(aContainer('web', { runtime: 'runc' }))).toBe('kill -TERM 14008');
    expect(kill(aSandbox('sand'), 'SIG32')).toBe('kill -32 14008');
  });

  it('names a process by its PID', () => {
    const [term] = SIGNALS.filter(({ name }) => name === 'SIGTERM');
    if (term === undefined) throw new Error('no SIGTERM');
    expect(killCommand(term, processAim(aContainer('web'), aProcess(14031, 1)))).toBe('kill -TERM 14031');
  });

  it('reaches all processes by the cgroup, of a sandbox by the pid namespace', () => {
    const [hangup] = SIGNALS;
    if (hangup === undefined) throw new Error('no signals');
    const path = { text: text("/docker/it's") };
    const folder = { text: text("/sys/fs/cgroup/docker/it's") };
    const cgroups: CgroupMembership[] = [{ version: 2, controllers: [], path, folder }];
    const container = aContainer('web', { cgroups, runtimeContainerId: text("it's") });
    expect(killCommand(hangup, allAim(container))).toBe(
      String.raw`kill -HUP $(find '/sys/fs/cgroup/docker/it'\''s' -name cgroup.procs -exec cat {} +)`,
    );
    expect(killCommand(hangup, allAim(aSandbox('sand')))).toBe('pkill -HUP --ns 14008 --nslist pid');
  });

  it.each([
    ['the root of a hierarchy', '/', '/sys/fs/cgroup/unified'],
    ['a cgroup of others', '/user.slice/user-1000.slice', '/sys/fs/cgroup/user.slice/user-1000.slice'],
    ['a cgroup below one of its name', '/2d85fee5/other', '/sys/fs/cgroup/2d85fee5/other'],
  ])('never reaches for %s', (_, path, folder) => {
    const [hangup] = SIGNALS;
    if (hangup === undefined) throw new Error('no signals');
    const cgroups: CgroupMembership[] = [
      { version: 2, controllers: [], path: { text: text(path) }, folder: { text: text(folder) } },
    ];
    const known = aContainer('web', { cgroups, runtimeContainerId: text('2d85fee5') });
    expect(killCommand(hangup, allAim(known))).toBe('pkill -HUP --ns 14008 --nslist pid');
    const inNoNamespace = aSandbox('sand', { cgroups, initPids: read([14008]) });
    expect(killCommand(hangup, allAim(inNoNamespace))).toBe('kill -HUP 14008');
  });

  it.each(HOSTILE)('holds no text that a container chose, but for a plain name: %s', (_, bytes) => {
    const name = display(bytes);
    const command = kill(aContainer('x', { name, runtimeContainerId: name }));
    expect(command).toMatch(/^(?:kill -TERM 14008|docker kill -s TERM [a-zA-Z0-9][\w.-]*)$/);
  });
});
