import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { ByteString } from '../../shared/text/display.ts';
import type { UpdateAnswer } from './post-update.ts';

/** There while systemd is the machine's init: sd_booted(3). */
const BOOTED = '/run/systemd/system';
/** Where distributions have it; never looked for along a PATH. */
const PROGRAMS = ['/usr/bin/systemctl', '/bin/systemctl'];
/** Milliseconds. */
const SHOW_DEADLINE_MS = 1500;
const ANSWER_LIMIT_BYTES = 64 * 1024;

const UNIT = /^[A-Za-z0-9:_.\\@-]{1,249}\.(?:scope|service)$/;
/** Units below it belong to the systemd of a user. */
const USER_MANAGER = /^user@\d+\.service$/;
const DENIED = /access denied|authentication|permission denied|not permitted/i;

/** A unit of systemd that a cgroup is, by its path. */
export interface UnitCgroup {
  readonly name: string;
  /** Whether the machine's systemd has it, and not that of a user. */
  readonly ofSystem: boolean;
}

/** The scope or service whose own cgroup a path is; `undefined` where systemd does not run, or has no such unit. */
export function unitOf(path: ByteString): UnitCgroup | undefined {
  const segments = path.split('/');
  const name = segments.at(-1) ?? '';
  if (!UNIT.test(name) || !existsSync(BOOTED)) return undefined;
  return { name, ofSystem: !segments.slice(0, -1).some((segment) => USER_MANAGER.test(segment)) };
}

/** Whether the unit is loaded, and this is its cgroup: others may make folders of any name. */
export async function isCgroupOf(unit: string, path: ByteString): Promise<boolean> {
  const { status, output } = await systemctl(
    ['show', '--property=ControlGroup', '--value', '--', unit],
    SHOW_DEADLINE_MS,
  );
  return status === 0 && output.trim() === path;
}

/** The command that sets properties of a unit until it ends: systemd.resource-control(5). */
export function setPropertyArguments(unit: string, properties: readonly string[]): readonly string[] {
  return ['set-property', '--runtime', '--', unit, ...properties];
}

/** @param deadlineMs milliseconds that it may take */
export async function setProperties(
  unit: string,
  properties: readonly string[],
  deadlineMs: number,
): Promise<UpdateAnswer> {
  const args = ['--no-ask-password', ...setPropertyArguments(unit, properties)];
  const { status, output } = await systemctl(args, deadlineMs);
  if (status === 0) return { kind: 'done' };
  if (status === 'timeout') return { kind: 'unanswered' };
  const message = output.trim().split('\n').at(-1) ?? '';
  return { kind: DENIED.test(message) ? 'permission' : 'refused', message };
}

interface Ended {
  readonly status: number | 'timeout';
  /** Of a failure what stands on standard error. */
  readonly output: ByteString;
}

function systemctl(args: readonly string[], deadlineMs: number): Promise<Ended> {
  const program = PROGRAMS.find((path) => existsSync(path));
  if (program === undefined) return Promise.resolve({ status: 127, output: 'no systemctl' });
  const options = {
    // Whole ones; 0 would be no end at all.
    timeout: Math.max(1, Math.round(deadlineMs)),
    ...({ killSignal: 'SIGKILL', maxBuffer: ANSWER_LIMIT_BYTES, encoding: 'latin1' } as const),
    env: { LC_ALL: 'C', PATH: '/usr/bin:/bin', SYSTEMD_PAGER: '', SYSTEMD_COLORS: '0' },
    cwd: '/',
  };
  return new Promise((resolve) => {
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve({ status: 0, output: stdout });
      else if (error.killed === true) resolve({ status: 'timeout', output: '' });
      else resolve({ status: typeof error.code === 'number' ? error.code : 126, output: stderr });
    });
    child.stdin?.end();
  });
}
