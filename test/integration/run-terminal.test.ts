import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { PeerCredentials } from '../../src/helper/kernel/peer-credentials.ts';
import { encodePlan } from '../../src/helper/run/encode-plan.ts';
import { LauncherProcess } from '../../src/helper/run/launcher-process.ts';
import type { Step } from '../../src/helper/run/plan.ts';
import { TerminalDoor } from '../../src/helper/run/terminal-door.ts';
import type { TranscriptEvent } from '../../src/helper/run/transcript.ts';
import { asNobody } from '../support/helper-client.ts';
import { launcherPath } from '../support/launcher.ts';
import { sandboxPlan } from '../support/sandbox-plan.ts';
import { UserTerminal } from '../support/user-terminal.ts';

const inside: readonly Step[] = [
  {
    op: 'mount.new',
    target: '/dev/pts',
    type: 'devpts',
    source: 'devpts',
    attributes: ['nosuid', 'noexec'],
    options: ['newinstance', 'ptmxmode=0666', 'mode=0620'],
  },
  { op: 'make.link', path: '/dev/ptmx', target: 'pts/ptmx' },
  { op: 'terminal', console: true, columns: 80, rows: 24 },
];

describe('the terminal of a run', () => {
  const open: { close(): void }[] = [];
  const told: TranscriptEvent[] = [];
  let launcher: LauncherProcess | undefined;

  afterEach(async () => {
    for (const one of open.splice(0)) one.close();
    launcher?.hangUp();
    await launcher?.ended;
    launcher = undefined;
    told.length = 0;
  });

  async function openDoor(): Promise<TerminalDoor> {
    const door = await TerminalDoor.open(new PeerCredentials(), process.getuid?.() ?? 0, (name, terminal) => {
      if (name !== 'run-1') return false;
      const plan = sandboxPlan({ arguments: ['sh', '-i'], inside, last: [{ op: 'init' }] });
      const started = new LauncherProcess(encodePlan(plan), {
        launcher: launcherPath,
        terminal,
        told: (event) => {
          told.push(event);
          if (event.kind === 'exit' || event.kind === 'signal') started.say('\nlast words\n');
        },
      });
      launcher = started;
      terminal.destroy();
      return true;
    });
    open.push(door);
    return door;
  }

  function attach(door: TerminalDoor, name = 'run-1', before = ''): UserTerminal {
    const terminal = new UserTerminal(`${before}${launcherPath} attach ${door.name} ${name}`);
    open.push(terminal);
    return terminal;
  }

  it('carries what is typed and shown, and ends with the status of the program', async () => {
    const terminal = attach(await openDoor(), 'run-1', 'stty cols 93 rows 41; ');
    terminal.type('echo pid $$, $((6 * 7)), $(stty size), $(tty)\n');
    await terminal.shows('pid 2, 42, 41 93, /dev/pts/0');
    terminal.type('exit 7\n');
    expect(await terminal.exitCode()).toBe(7);
    expect(terminal.shown).toMatch(/last words\r\n$/);
    expect(told).toContainEqual({ kind: 'exit', status: 7 });
  });

  it('has job control: Ctrl-C ends what runs in the foreground, at once, whatever it writes', async () => {
    const terminal = attach(await openDoor());
    terminal.type('yes\n');
    await terminal.shows('y\r\ny\r\ny\r\n');
    terminal.type('\u0003');
    terminal.type('echo back $((40 + 2))\n');
    await terminal.shows('back 42');
  });

  it('takes a paste of a megabyte', async () => {
    const terminal = attach(await openDoor());
    terminal.type('stty -icanon -echo; echo rea""dy; head -c 1000000 | wc -c; echo do""ne\n');
    await terminal.shows('ready');
    terminal.type('x'.repeat(1_000_000));
    await terminal.shows('done');
    expect(terminal.shown).toContain('1000000\r\n');
  });

  it('ends the run when it is closed', async () => {
    const terminal = attach(await openDoor());
    terminal.type('echo rea""dy\n');
    await terminal.shows('ready');
    terminal.close();
    await launcher?.ended;
    expect(told.filter(({ kind }) => kind === 'signal' || kind === 'exit')).toHaveLength(1);
  });

  it('is given back as it was when the launcher is killed', async () => {
    const door = await openDoor();
    const terminal = new UserTerminal(`${launcherPath} attach ${door.name} run-1; echo status $?; stty -a`);
    open.push(terminal);
    terminal.type('echo rea""dy\n');
    await terminal.shows('ready');
    launcher?.child.kill('SIGKILL');
    await terminal.exitCode();
    expect(terminal.shown).toContain('The run was cut off');
    expect(terminal.shown).toContain('status 137');
    expect(terminal.shown).toMatch(/ icanon /);
  });

  it('is not taken for a run that nobody knows', async () => {
    const terminal = attach(await openDoor(), 'run-2');
    expect(await terminal.exitCode()).toBe(125);
    expect(terminal.shown).toContain('knows no such run');
    expect(launcher).toBeUndefined();
  });

  it('is not taken from another user', async () => {
    const terminal = attach(await openDoor(), 'run-1', `${asNobody.join(' ')} `);
    expect(await terminal.exitCode()).toBe(125);
    expect(launcher).toBeUndefined();
  });

  it('is not waited for without end where somebody says too much', async () => {
    const door = await openDoor();
    const socket = connect(`\0${door.name}`);
    socket.on('error', () => undefined);
    socket.write('x'.repeat(1000));
    await once(socket, 'close');
    expect(launcher).toBeUndefined();
  });
});
