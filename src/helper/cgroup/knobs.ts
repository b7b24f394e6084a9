import { join } from 'node:path/posix';
import { CONTROLLERS, type ControllerName, type Knob, type KnobText } from '../../shared/model/knob.ts';
import type { Reading } from '../../shared/model/reading.ts';
import type { KnobsResult } from '../../shared/protocol/helper.ts';
import { type ByteString, display } from '../../shared/text/display.ts';
import { unreadFromErrno } from '../kernel/errno-reason.ts';
import { type CgroupFiles, folderOf } from './cgroup-files.ts';
import type { ContainerCgroups } from './container-cgroups.ts';
import { controllerStates } from './controller-states.ts';
import { hostilePath } from './hostile-path.ts';
import type { Hierarchy } from './hierarchies.ts';
import { controllerOf } from './knob-files.ts';
import type { Level } from './level.ts';
import { type Look, looking } from './look.ts';
import type { OpenFolder } from './open-folder.ts';

/** What one answer carries of the control files of a container. */
const FILE_LIMIT = 512;
const LINE_LIMIT = 256;
const LINE_BYTES = 512;

const READABLE = 0o444;
const WRITABLE = 0o222;

interface KnobFile {
  readonly name: string;
  readonly controller: ControllerName;
  readonly version: 1 | 2;
  readonly level: Level;
  readonly folder: OpenFolder;
  /** Permission bits. */
  readonly mode: number;
}

/** Every control file of a container's cgroups that can be read, and where each controller stands for it. */
export function readKnobs(files: CgroupFiles, cgroups: ContainerCgroups): KnobsResult {
  return looking(files, (look) => {
    const found = cgroups
      .all()
      .flatMap(([hierarchy, { level }]) => (level === undefined ? [] : filesOf(hierarchy, level, look)))
      .sort(byControllerAndFile);
    return {
      controllers: controllerStates(cgroups, look),
      knobs: found.slice(0, FILE_LIMIT).map(knobOf),
      omitted: Math.max(0, found.length - FILE_LIMIT),
    };
  });
}

function filesOf({ version }: Hierarchy, level: Level, look: Look): readonly KnobFile[] {
  const folder = look.folder(level);
  if (typeof folder === 'number') return [];
  return namesIn(folder).flatMap((name) => {
    const controller = controllerOf(name, version);
    if (controller === undefined) return [];
    // What can only be written tells nothing.
    const mode = modeOf(folder, name);
    return (mode & READABLE) === 0 ? [] : [{ name, controller, version, level, folder, mode }];
  });
}

/** A file that went since it was listed is read all the same: the reading tells. */
function modeOf(folder: OpenFolder, name: string): number {
  const mode = folder.mode(name);
  return mode < 0 ? READABLE : mode;
}

/** None where the folder may not be listed, or is gone: the state of its controllers says so. */
function namesIn(folder: OpenFolder): readonly string[] {
  try {
    return folder.fileNames();
  } catch {
    return [];
  }
}

function byControllerAndFile(a: KnobFile, b: KnobFile): number {
  const order = CONTROLLERS.indexOf(a.controller) - CONTROLLERS.indexOf(b.controller);
  if (order !== 0) return order;
  return a.name < b.name ? -1 : a.name > b.name ? 1 : a.version - b.version;
}

function knobOf({ name, controller, version, level, folder, mode }: KnobFile): Knob {
  return {
    key: `${version}/${name}`,
    ...{ controller, version, file: display(name), path: hostilePath(join(folderOf(level.place), name)) },
    value: knobText(folder.read(name)),
    setting: (mode & WRITABLE) !== 0,
  };
}

function knobText(text: ByteString | number): Reading<KnobText> {
  if (typeof text === 'number') return unreadFromErrno(text);
  const lines = text.split('\n', LINE_LIMIT + 2);
  // The last line ends too, and after it nothing follows.
  if (lines.at(-1) === '' && lines.length <= LINE_LIMIT + 1) lines.pop();
  const kept = lines.slice(0, LINE_LIMIT);
  const cut = kept.length < lines.length || kept.some((line) => line.length > LINE_BYTES);
  return { value: { lines: kept.map((line) => display(line, LINE_BYTES)), cut } };
}
