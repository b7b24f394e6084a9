import type { LimitChange, LimitRisk, LimitWriter } from '../../shared/model/limit-change.ts';
import { display, type DisplayText, ownText } from '../../shared/text/display.ts';
import { shellWord } from '../../shared/text/path.ts';
import type { Level } from '../cgroup/level.ts';
import type { Entry } from '../inventory/entry.ts';
import { atDocker } from '../runtimes/docker-update.ts';
import { atPodman } from '../runtimes/podman-update.ts';
import type { UpdateAnswer } from '../runtimes/post-update.ts';
import type { RuntimeControl } from '../runtimes/runtime.ts';
import {
  isCgroupOf,
  setProperties,
  setPropertyArguments,
  type UnitCgroup,
  unitOf,
} from '../runtimes/systemd-property.ts';
import type { LimitEdit } from './limit-edit.ts';
import { dockerWords, podmanWords, systemdWords } from './limit-words.ts';

export type Owner = Extract<LimitRisk, { kind: 'owner-may-undo' }>['owner'];

type Ask = (deadlineMs: number) => Promise<UpdateAnswer>;

/** How a change is written, so that it lasts as long as it can. */
export interface Writing {
  readonly writer: LimitWriter;
  /** The same as a shell command. */
  readonly command: readonly DisplayText[];
  /** Those that keep a value of their own and are not asked. */
  readonly bypassed: readonly Owner[];
  /** Asks the owner to write it, within so many milliseconds; absent where the file is written. */
  readonly ask?: Ask;
}

/** What a writer is chosen for. */
export interface WritingSubject {
  readonly change: LimitChange;
  readonly edit: LimitEdit;
  /** The container's own cgroup, in the hierarchy of the file. */
  readonly level: Level;
  readonly entry: Entry;
}

/** Runtimes that keep the limits of their containers on record, and write them all with each update of one. */
const KEEPS_RECORD: ReadonlySet<string> = new Set(['containerd', 'cri-o', 'runc', 'crun', 'libvirt']);

/** The runtime where it can be asked and has words for the change, else systemd where the cgroup is its unit, else the file. */
export async function writingOf(subject: WritingSubject, control: RuntimeControl): Promise<Writing> {
  const { change, edit, level } = subject;
  const byRuntime = await runtimeWriting(subject, control);
  if (byRuntime !== undefined) return byRuntime;
  const runtime = change.limit === 'memory-high' ? [] : recordKeeper(subject.entry);
  const path = `/${level.place.below}`;
  const unit = unitOf(path);
  const bySystemd = unit === undefined ? undefined : await systemdWriting(unit, path, subject, runtime);
  if (bySystemd !== undefined) return bySystemd;
  return {
    writer: 'file',
    command: fileCommand(edit, level),
    bypassed: [...runtime, ...(unit !== undefined && systemdKnows(subject) ? ['systemd' as const] : [])],
  };
}

async function runtimeWriting(
  { change, edit, level, entry }: WritingSubject,
  control: RuntimeControl,
): Promise<Writing | undefined> {
  const { runtime, id } = identityOf(entry);
  const { pid } = entry.group.init;
  if (runtime === 'docker') {
    const docker = await atDocker(id, pid, control);
    const words = docker === undefined ? undefined : dockerWords(change, edit, docker);
    if (docker === undefined || words === undefined) return undefined;
    const command = ['docker', 'update', ...words.options].map(ownText);
    return asked('docker', [...command, display(docker.name)], (deadlineMs) => docker.update(words.update, deadlineMs));
  }
  if (runtime === 'podman') {
    const podman = await atPodman(id, pid, control);
    const words = podmanWords(change, edit, level.place.hierarchy.version);
    if (podman === undefined || words === undefined) return undefined;
    const command = ['podman', 'update', ...words.options].map(ownText);
    return asked('podman', [...command, display(podman.name)], (deadlineMs) => podman.update(words.update, deadlineMs));
  }
  return undefined;
}

/** Of version 1 systemd knows less, and counts some of it otherwise. */
async function systemdWriting(
  { name, ofSystem }: UnitCgroup,
  path: string,
  { change, edit, level }: WritingSubject,
  bypassed: readonly Owner[],
): Promise<Writing | undefined> {
  if (!ofSystem || level.place.hierarchy.version === 1) return undefined;
  const words = systemdWords(change, edit);
  if (words === undefined || !(await isCgroupOf(name, path))) return undefined;
  const command = ['systemctl', ...setPropertyArguments(name, words)].map(ownText);
  return { ...asked('systemd', command, (deadlineMs) => setProperties(name, words, deadlineMs)), bypassed };
}

function asked(writer: LimitWriter, command: readonly DisplayText[], ask: Ask): Writing {
  return { writer, command, bypassed: [], ask };
}

function systemdKnows({ change, level }: WritingSubject): boolean {
  return level.place.hierarchy.version === 2 || (change.limit !== 'cpuset' && change.limit !== 'memory-high');
}

function recordKeeper(entry: Entry): readonly Owner[] {
  const { runtime } = identityOf(entry);
  if (runtime === 'docker' || runtime === 'podman') return [runtime];
  return KEEPS_RECORD.has(runtime) ? ['runtime'] : [];
}

function identityOf({ description, group }: Entry) {
  return { runtime: description.runtime ?? group.runtime, id: description.containerId ?? group.containerId };
}

/** Paths of other bytes than text take the `$'…'` of bash. */
function fileCommand({ writes }: LimitEdit, level: Level): readonly DisplayText[] {
  const paths = writes.map(({ file }) => level.file(file));
  const shell = paths.some(({ bytes }) => bytes !== undefined) ? 'bash' : 'sh';
  const script = writes.map(({ file, text }) => {
    const word = /^[\w:.-]+$/.test(text) ? text : `'${text}'`;
    return `echo ${word} > ${shellWord(level.file(file))}`;
  });
  return [shell, '-c', script.join(' && ')].map(ownText);
}
