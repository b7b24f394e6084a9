import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signalFacts } from '../../src/helper/actions/read-facts.ts';
import type { Effect, Forecast } from '../../src/shared/model/signal.ts';
import { cgroupHierarchies } from '../lab/cgroups.ts';
import { run } from '../lab/exec.ts';
import { Freezer } from '../lab/freezer.ts';
import { identify } from '../lab/process.ts';
import { buildSender } from '../support/build-sender.ts';
import { DisposedProcess } from '../support/disposed-process.ts';
import { realSources } from '../support/fact-sources.ts';
import { CASE_STATES, type CaseState, casesOf, forbiddenCases, type ForecastCase } from '../support/forecast-cases.ts';
import type { Sent } from '../support/forecast-sender.ts';
import { byItself, bySender, foretell, tryCase, tryForbidden } from '../support/forecast-trial.ts';
import { asNobody } from '../support/helper-client.ts';
import { Sender } from '../support/sender.ts';

const KILL = 9;
const USR1 = 10;
const TERM = 15;
const CONT = 18;
const STOP = 19;
/** In which an ordinary user may make a pid namespace. */
const ownUserNamespace = ['unshare', '--user', '--map-root-user'];
const mayOwnNamespaces =
  (await run('setpriv', [...asNobody.slice(1), ...ownUserNamespace, 'true'], { accept: [1] })).status === 0;
/** Programs at a time. */
const AT_ONCE = 8;
const sources = realSources();
/** What this machine can freeze with: version 1 is not everywhere. */
const FREEZERS = ([1, 2] as const).filter(
  (version) => version === 2 || cgroupHierarchies().some(({ controllers }) => controllers.includes('freezer')),
);
const STATES = CASE_STATES.filter((state) => FREEZERS.includes(1) || !state.endsWith('-v1'));

/** What went otherwise than foretold. */
async function wrongOf(
  cases: readonly ForecastCase[],
  attempt = (tried: ForecastCase) => tryCase(byItself(sources), tried),
): Promise<string[]> {
  const wrong: string[] = [];
  const left = [...cases];
  const work = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      await attempt(next).catch((error: unknown) => wrong.push(String(error)));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return wrong;
}

describe('the kernel does what was foretold', () => {
  it.each(STATES)('%s', async (state) => {
    expect(await wrongOf(casesOf(state))).toEqual([]);
  });

  it('in many cases', () => {
    expect(STATES.flatMap(casesOf).length).toBeGreaterThan(500);
  });

  it('and a wrong forecast is found out', async () => {
    const wrongly: Partial<Record<Effect, Effect>> = { handled: 'terminates', terminates: 'handled', ignored: 'stops' };
    const wrong = (...args: Parameters<typeof foretell>): Forecast => {
      const told = foretell(...args);
      return told.kind === 'effect' ? { ...told, effect: wrongly[told.effect] ?? 'ignored' } : told;
    };
    const noWaits = (...args: Parameters<typeof foretell>): Forecast => {
      const told = foretell(...args);
      return told.kind === 'effect' ? { ...told, waits: told.waits.length > 0 ? [] : ['blocked'] } : told;
    };
    const telling = (told: typeof foretell) => (tried: ForecastCase) => tryCase(byItself(sources, told), tried);
    const some = casesOf('running').filter(({ signal, role }) => signal === USR1 && role === 'plain');
    expect(await wrongOf(some, telling(wrong))).toHaveLength(some.length);
    const killed = casesOf('stopped').filter(({ signal, role }) => signal === USR1 && role === 'plain');
    const late = killed.filter(({ disposition, mask }) => disposition !== 'ignored' || mask === 'blocked');
    expect(await wrongOf(late, telling(noWaits))).toHaveLength(late.length);
  });
});

describe('what can be told of', () => {
  it('is not what sigwait(3) waits for, but is everything else', async () => {
    await using target = await DisposedProcess.start(['--await', `${USR1}`]);
    await target.answers();
    // The leader blocks it, a thread takes it, and the kernel shows neither.
    expect(foretell(sources, target, USR1)).toEqual({ kind: 'unknown', why: 'awaits-signals' });
    expect(foretell(sources, target, TERM)).toMatchObject({ kind: 'effect', effect: 'terminates' });
    target.signal(USR1);
    await expect.poll(() => target.count(`fetched ${USR1}`)).toBe(1);
  });

  it.each(FREEZERS)('is what is being killed: nothing further (freezer version %i)', async (version) => {
    const target = await DisposedProcess.start(['--handle', `${USR1}`]);
    await target.answers();
    const freezer = Freezer.make(version, `lab-forecast-${process.pid}-${target.pid}`);
    try {
      await freezer.freeze(target.pid);
      target.signal(KILL);
      if (version === 1) expect(foretell(sources, target, USR1, 1)).toEqual({ kind: 'none', why: 'ending' });
      else await expect.poll(() => target.count(`signal ${KILL}`)).toBe(1);
    } finally {
      freezer.thaw();
      await target[Symbol.asyncDispose]();
      await freezer.remove();
    }
    expect(foretell(sources, target, USR1)).toEqual({ kind: 'none', why: 'gone' });
    expect(target.count(`caught ${USR1}`)).toBe(0);
  });

  it('is this process, not another with its number', async () => {
    await using target = await DisposedProcess.start([]);
    const { pid, startTime } = target.identity;
    expect(signalFacts(sources, { pid, startTime: startTime + 1 })).toBe('gone');
    expect(signalFacts(sources, { pid, startTime })).toMatchObject({ allowed: 'all', kernelThread: false });
  });
});

it('knows kernel threads', () => {
  expect(signalFacts(sources, identify(2))).toMatchObject({ kernelThread: true });
});

describe('as an ordinary user', () => {
  let sender: Sender;

  beforeAll(async () => {
    sender = Sender.start(await buildSender(), asNobody);
  });

  afterAll(() => sender[Symbol.asyncDispose]());

  const possible = (state: CaseState) => casesOf(state).filter(({ role }) => role !== 'init' || mayOwnNamespaces);
  /** PID 1 of a namespace is one of a user namespace, too: an ordinary user makes no other. */
  const attempt = (tried: ForecastCase) =>
    tryCase(bySender(sender), tried, tried.role === 'init' ? [...asNobody, ...ownUserNamespace] : asNobody);

  it.each(STATES)('the kernel does what was foretold: %s', async (state) => {
    expect(await wrongOf(possible(state), attempt)).toEqual([]);
  });

  it('in more than 100 cases', () => {
    expect(STATES.flatMap(possible).length).toBeGreaterThan(100);
  });

  it('the programs of others are told to need root, and the kernel refuses, in more than 50 cases', async () => {
    const cases = forbiddenCases();
    expect(cases.length).toBeGreaterThan(50);
    expect(await wrongOf(cases, (tried) => tryForbidden(sender, tried))).toEqual([]);
  });

  it('and a wrong forecast is found out', async () => {
    const own = casesOf('running').filter(({ signal, role }) => signal === USR1 && role === 'plain');
    // Of root: what may be done to the own programs is forbidden, and the other way round.
    expect(await wrongOf(own, (tried) => tryCase(bySender(sender), tried))).toHaveLength(own.length);
    await using root = Sender.start(await buildSender(), []);
    expect(await wrongOf(own, (tried) => tryForbidden(root, tried))).toHaveLength(own.length);
  });
});

describe('the rights of the sender', () => {
  const NOBODY = 65534;
  let sender: Sender;

  beforeAll(async () => {
    sender = Sender.start(await buildSender(), asNobody);
  });

  afterAll(() => sender[Symbol.asyncDispose]());

  it.each([
    { uids: [0, 0, 0], allowed: false },
    { uids: [NOBODY, NOBODY, NOBODY], allowed: true },
    { uids: [NOBODY, 1000, 1000], allowed: true },
    { uids: [1000, 1000, NOBODY], allowed: true },
    // The effective one of the target does not count, kill(2).
    { uids: [1000, NOBODY, 1000], allowed: false },
  ])('are those of kill(2): real, effective and saved user $uids', async ({ uids, allowed }) => {
    await using target = await DisposedProcess.start(['--uids', uids.join(), '--handle', `${USR1}`]);
    await target.answers();
    for (const signal of [CONT, USR1]) {
      const { forecast, errno } = await sender.send(target.identity, signal);
      expect(errno).toBe(allowed ? undefined : 'EPERM');
      expect(forecast).toMatchObject(allowed ? { kind: 'effect' } : { kind: 'none', why: 'permission' });
    }
    await target.answers();
    expect(target.count(`caught ${USR1}`)).toBe(allowed ? 1 : 0);
  });

  it('are SIGCONT alone within a session', async () => {
    // Of root, and in the session of this test, as the sender is.
    const sleeper = spawn('sleep', ['60'], { stdio: 'ignore' });
    const identity = identify(sleeper.pid ?? 0);
    const sent = [await sender.send(identity, CONT), await sender.send(identity, TERM)];
    const ended = once(sleeper, 'exit');
    sleeper.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(sent).toEqual([
      { signal: CONT, forecast: expect.objectContaining({ kind: 'effect' }) as unknown },
      { signal: TERM, forecast: { kind: 'none', why: 'permission' }, errno: 'EPERM' },
    ]);
  });

  it('do not reach PID 1 of the own namespace, not even by SIGKILL', async () => {
    const requests = [KILL, STOP, TERM, USR1]
      .map((signal) => `echo '{"pid":1,"startTime":'$start',"signal":${signal}}'`)
      .join('; ');
    const script = `start=$(cut -d ' ' -f 22 /proc/1/stat); { ${requests}; } | "$0" "$1"; echo lives`;
    const unshare = ['--fork', '--pid', '--mount-proc', '--kill-child', 'sh', '-c', script];
    const { stdout } = await run('unshare', [...unshare, process.execPath, await buildSender()]);
    const lines = stdout.trimEnd().split('\n');
    const lives = lines.pop();
    const dropped = { kind: 'effect', effect: 'dropped-for-init', waits: [] };
    expect(lines.map((line) => (JSON.parse(line) as Sent).forecast)).toEqual([dropped, dropped, dropped, dropped]);
    expect(lives).toBe('lives');
  });
});
