import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Spec } from '../../../src/helper/run/spec/spec-schema.ts';
import { run } from '../../lab/exec.ts';
import type { RunBundle } from '../../support/run-bundle.ts';
import { runSpec } from '../../support/run-spec.ts';
import { type Observation, one, parseObservation } from './observation.ts';

const TYPES = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'];

export interface Both {
  readonly runc: Observation;
  readonly ours: Observation;
}

/** The same bundle run by `runc run` and by the launcher, one after the other. */
export async function observeBoth(bundle: RunBundle, spec: Spec): Promise<Both> {
  await bundle.writeConfig(spec);
  return { runc: await byRunc(bundle, spec), ours: await byLauncher(bundle, spec) };
}

/** With a terminal it needs one outside too, which script(1) has. */
async function byRunc({ folder }: RunBundle, spec: Spec): Promise<Observation> {
  const command = ['runc', '--root', join(folder, 'runc'), 'run', '--bundle', folder, `ci-oci-${process.pid}`];
  const { width = 80, height = 24 } = spec.process.consoleSize ?? {};
  const inTerminal = `stty columns ${width} rows ${height}; exec ${command.join(' ')}`;
  const terminal = ['script', '--quiet', '--return', '/dev/null', '--command', inTerminal];
  const [program = '', ...args] = spec.process.terminal === true ? terminal : command;
  return parseObservation((await run(program, args)).stdout);
}

async function byLauncher({ folder }: RunBundle, spec: Spec): Promise<Observation> {
  const controllers = ['cpu', 'cpuacct', 'cpuset', 'memory', 'devices', 'freezer', 'blkio', 'pids', 'name=systemd'];
  const ended = await runSpec(spec, { bundle: folder, compile: { controllers } });
  if (ended.failure !== undefined || ended.code !== 0) {
    throw new Error(`the run failed: ${ended.failure ?? ''} ${ended.stderr} ${String(ended.code)}`);
  }
  return parseObservation(ended.stdout);
}

/** What the numbers of this one run stand for, so that two runs can be compared. */
export function normalised(observation: Observation, bundle: RunBundle, ownKeyring: string): Observation {
  const machine = new Map(TYPES.map((type) => [`namespace.${type}`, readlinkSync(`/proc/self/ns/${type}`)]));
  const pid = one(observation, 'pid');
  // With the processes of the machine they are numbers of the machine too.
  const process = (value: string) => (value === pid ? 'itself' : value === '0' ? 'outside' : 'another');
  const forms: Readonly<Record<string, (value: string) => string>> = {
    mount: (line) => mount(line, bundle),
    'read./sys/fs/cgroup/devices/devices.list': (rules) =>
      rules
        .split(String.raw`\012`)
        .sort()
        .join(', '),
    session_keyring: (value) => (value === ownKeyring ? 'of the tests' : 'its own'),
    'status.NSpid': process,
    'status.NSpgid': process,
    'status.NSsid': process,
    pid: () => (pid === '1' ? 'the first' : 'another'),
    parent: process,
  };
  return new Map(
    [...observation].map(([name, values]) => {
      const same = machine.get(name);
      const form =
        same === undefined ? forms[name] : (value: string) => (value === same ? 'of the machine' : 'its own');
      const formed = form === undefined ? values : values.map(form);
      if (name === 'device') return [name, [...formed].sort()];
      // Those at one path stay in their order: the last is seen.
      return [name, name === 'mount' ? formed.toSorted((a, b) => compare(target(a), target(b))) : formed];
    }),
  );
}

const target = (line: string) => line.split(' ')[1] ?? '';
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Without the numbers of mounts, peer groups and file systems, which are counted up. */
function mount(line: string, { folder }: RunBundle): string {
  const [left = '', right = ''] = line.split(' - ');
  const [, , , root = '', path = '', options = '', ...propagation] = left.split(' ');
  const kinds = propagation.map((each) => each.split(':')[0] ?? '');
  return [root.replace(/^.*\/rootfs/, 'ROOTFS'), path, options, ...kinds, '-', right]
    .join(' ')
    .replaceAll(folder, 'BUNDLE');
}

export interface Difference {
  readonly field: string;
  /** What only runc showed. */
  readonly runc: readonly string[];
  /** What only the launcher showed. */
  readonly ours: readonly string[];
}

/** Field by field: of a field with several values those that only one has, or all where only the order differs. */
export function differences({ runc, ours }: Both): readonly Difference[] {
  return [...new Set([...runc.keys(), ...ours.keys()])].flatMap((field) => {
    const [theirs, own] = [runc.get(field) ?? [], ours.get(field) ?? []];
    if (theirs.join('\n') === own.join('\n')) return [];
    const [onlyTheirs, onlyOwn] = [without(theirs, own), without(own, theirs)];
    const inOrder = onlyTheirs.length + onlyOwn.length > 0;
    return [{ field, runc: inOrder ? onlyTheirs : theirs, ours: inOrder ? onlyOwn : own }];
  });
}

/** Each as often as it is more often among the first. */
function without(values: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return values.filter((value) => {
    const index = left.indexOf(value);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}
