import { setTimeout as sleep } from 'node:timers/promises';
import { HelperError, type HelperErrorCode } from '../../shared/errors.ts';
import type { LimitChange, LimitPlan, LimitRisk } from '../../shared/model/limit-change.ts';
import type { LimitPlanParams, LimitSetParams, LimitSetResult } from '../../shared/protocol/actions.ts';
import { type ByteString, display, ownText } from '../../shared/text/display.ts';
import type { CgroupFiles } from '../cgroup/cgroup-files.ts';
import { writeControl } from '../cgroup/control-write.ts';
import type { Hierarchies } from '../cgroup/hierarchies.ts';
import type { Level } from '../cgroup/level.ts';
import { type Look, looking } from '../cgroup/look.ts';
import type { OpenFolder } from '../cgroup/open-folder.ts';
import type { Entry } from '../inventory/entry.ts';
import type { FileReader } from '../kernel/file-reader.ts';
import { ENOENT } from '../kernel/errno.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import type { RuntimeControl } from '../runtimes/runtime.ts';
import { refuse } from './find-target.ts';
import { Guard } from './guard.ts';
import { knownContainer } from './known-container.ts';
import type { KnownContainers } from './known-containers.ts';
import { BadValue, type ControlWrite, type EditSources, type LimitEdit, type LimitFiles } from './limit-edit.ts';
import { failedFile, failedUpdate } from './limit-errno.ts';
import { kernelRisks } from './limit-risks.ts';
import { type ChangeableSource, sourceOf } from './limit-table.ts';
import { type Writing, writingOf } from './limit-writers.ts';

/** What limits are changed with. */
export interface LimitParts {
  readonly files: FileReader;
  readonly proc: ProcessReader;
  readonly cgroupFiles: CgroupFiles;
  readonly containers: KnownContainers;
  readonly hierarchies: Hierarchies;
  readonly control: RuntimeControl;
  /** Called when a limit was changed. */
  readonly changed: () => void;
}

/** Where a change is written. */
interface Place {
  readonly entry: Entry;
  readonly source: ChangeableSource<LimitChange>;
  readonly files: LimitFiles<LimitChange>;
  readonly version: 1 | 2;
  readonly levels: readonly Level[];
  readonly level: Level;
}

/** A content of a control file may be this long on the wire: as the schema of `limit/set` takes it back. */
const CONTENT_BYTES = 2000;
/** systemd writes a little after it has answered: so long, in milliseconds, that is waited for. */
const SETTLING_MS = 3000;
const LOOK_AGAIN_MS = 20;
/**
 * So long, in milliseconds, a change may take, from the request on: whoever was told that it took too long must not find
 * it made later. Shorter than the request's own time.
 */
const CHANGE_MS = 9000;
/** Of that so much is left, in milliseconds, for reading back what was written. */
const READ_BACK_MS = 500;
/** With less left, in milliseconds, nothing is begun. */
const LEAST_MS = 1000;

/** Plans changes of limits, and makes them: one at a time, so that each sees what stands there. */
export class LimitChanger {
  readonly #parts: LimitParts;
  #pageSize: number | undefined;
  #setting: Promise<unknown> = Promise.resolve();

  constructor(parts: LimitParts) {
    this.#parts = parts;
  }

  /** @throws {HelperError} */
  async plan(params: LimitPlanParams): Promise<LimitPlan> {
    const operation = 'limit/plan';
    const place = await this.#placeOf(params, operation);
    const { change } = params;
    const edit = this.#looking((look) => this.#edit(place, change, look, operation, params.containerId));
    const writing = await this.#writing(place, change, edit);
    const subject = { ...place, change, above: cgroupsAbove(place, writing) };
    const risks = this.#looking((look) => kernelRisks(subject, look));
    return {
      file: place.level.file(edit.file),
      before: told(edit.before),
      after: told(edit.after),
      writer: writing.writer,
      command: writing.command,
      risks: [...risks, ...ownerRisks(writing), ...swapRisk(place, edit, writing)],
    };
  }

  /** @throws {HelperError} */
  set(params: LimitSetParams): Promise<LimitSetResult> {
    const until = performance.now() + CHANGE_MS;
    const work = () => this.#set(params, until);
    const next = this.#setting.then(work, work);
    this.#setting = next;
    return next;
  }

  /** @param until when it must be made, in monotonic milliseconds */
  async #set(params: LimitSetParams, until: number): Promise<LimitSetResult> {
    const operation = 'limit/set';
    const { containerId, change } = params;
    const place = await this.#placeOf(params, operation);
    const known = this.#looking((look) => this.#edit(place, change, look, operation, containerId));
    const writing = await this.#writing(place, change, known);
    if (params.writer !== undefined && params.writer !== writing.writer) {
      const data = { code: 'CHANGED', operation, target: containerId } as const;
      throw new HelperError(data, `it would be written by ${writing.writer} now`);
    }
    // The owner took its time to be found.
    const edit = this.#looking((look) => {
      const now = this.#edit(place, change, look, operation, containerId);
      this.#checkThere(place.entry, operation, containerId);
      if (told(now.before) !== params.before) {
        const data = { code: 'CHANGED', operation, target: containerId, detail: told(now.before) } as const;
        throw new HelperError(data, 'something else stands there');
      }
      if (performance.now() + LEAST_MS > until) throw tooLate(operation, containerId);
      if (writing.ask === undefined) this.#write(place, now.writes, look, operation, containerId);
      return now;
    });
    const answer = await writing.ask?.(until - READ_BACK_MS - performance.now());
    const isSilent = answer?.kind === 'unanswered';
    if (answer !== undefined && answer.kind !== 'done' && !isSilent) throw failedUpdate(answer, operation, containerId);
    this.#parts.changed();
    const after = await this.#readBack(place, change, edit, { writing, until });
    // It may have been done all the same.
    if (isSilent && !isTaken(edit, after)) throw failedUpdate(answer, operation, containerId);
    if (typeof after === 'number') throw failedFile(after, operation, containerId);
    if (!edit.isTaken(after)) {
      const data = { code: 'NOT_TAKEN', operation, target: containerId, detail: told(after) } as const;
      throw new HelperError(data, 'another value stands there');
    }
    return {
      before: told(edit.before),
      after: told(after),
      ...(edit.undo === undefined ? {} : { undo: edit.undo }),
    };
  }

  async #placeOf({ containerId, init, change }: LimitPlanParams, operation: string): Promise<Place> {
    const { proc, hierarchies, containers } = this.#parts;
    await containers.fresh();
    const fail = (code: HelperErrorCode, message: string) =>
      new HelperError({ code, operation, target: containerId }, message);
    const entry = knownContainer({ containerId, init }, operation, containers);
    refuse(new Guard(proc, hierarchies, containers.all()).container(entry), operation, containerId);
    this.#checkThere(entry, operation, containerId);
    const source = sourceOf(change);
    const target = entry.cgroups.target(source.ladder.controllers);
    const { level, levels } = target;
    if (level === undefined || level.isRoot || !target.own) {
      throw fail('UNSUPPORTED', 'the container has no cgroup of its own');
    }
    const { version } = level.place.hierarchy;
    const files = source.versions[version];
    if (files === undefined) throw fail('UNSUPPORTED', `version ${version} has no such limit`);
    return { entry, source, files, version, levels, level };
  }

  /** @throws {HelperError} GONE, CHANGED: its files may by now be those of another container */
  #checkThere({ group: { init } }: Entry, operation: string, target: string): void {
    const { proc } = this.#parts;
    const cgroup = proc.cgroup(init.pid);
    const stat = proc.stat(init.pid);
    if (typeof stat === 'number' || stat.startTime !== init.startTime) {
      throw new HelperError({ code: 'GONE', operation, target }, 'the container has ended');
    }
    if (cgroup !== init.cgroup) {
      throw new HelperError({ code: 'CHANGED', operation, target }, 'it stands in another cgroup now');
    }
  }

  #looking<T>(use: (look: Look) => T): T {
    return looking(this.#parts.cgroupFiles, use);
  }

  #edit(place: Place, change: LimitChange, look: Look, operation: string, target: string): LimitEdit {
    let edit: LimitEdit | number;
    try {
      edit = place.files.edit(change, this.#sources(place, look));
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      const data = { code: 'BAD_VALUE', operation, target, detail: ownText(error.message) } as const;
      throw new HelperError(data, error.message, { cause: error });
    }
    if (typeof edit === 'number') throw failedFile(edit, operation, target);
    return edit;
  }

  #sources({ level, levels }: Place, look: Look): EditSources {
    const above = levels.at(-2);
    return {
      read: (file) => contentAt(level, file, look),
      readAbove: (file) => (above === undefined ? -ENOENT : contentAt(above, file, look)),
      readSystem: (path) => this.#parts.files.read(-1, path),
      pageSize: (this.#pageSize ??= pageSizeIn(this.#parts.files.read(-1, '/proc/self/smaps'))),
    };
  }

  #writing({ entry, level }: Place, change: LimitChange, edit: LimitEdit): Promise<Writing> {
    return writingOf({ change, edit, level, entry }, this.#parts.control);
  }

  /** All of the writes or none: where one is refused those before it are taken back. */
  #write({ level }: Place, writes: readonly ControlWrite[], look: Look, operation: string, target: string): void {
    const folder = look.folder(level);
    if (typeof folder === 'number') throw failedFile(folder, operation, target);
    for (const [index, { file, text }] of writes.entries()) {
      const result = writeControl(folder, file, text);
      if (result >= 0) continue;
      takeBack(folder, writes.slice(0, index));
      throw failedFile(result, operation, target);
    }
  }

  async #readBack(
    place: Place,
    change: LimitChange,
    edit: LimitEdit,
    { writing: { writer }, until }: { readonly writing: Writing; readonly until: number },
  ): Promise<ByteString | number> {
    const read = () =>
      this.#looking((look) => place.files.content(change, (file) => contentAt(place.level, file, look)));
    const deadline = writer === 'systemd' ? Math.min(performance.now() + SETTLING_MS, until) : 0;
    let content = read();
    while (!isTaken(edit, content) && performance.now() < deadline) {
      await sleep(LOOK_AGAIN_MS);
      content = read();
    }
    return content;
  }
}

function tooLate(operation: string, target: string): HelperError {
  return new HelperError({ code: 'TIMEOUT', operation, target }, 'it took too long until it could be written');
}

function isTaken(edit: LimitEdit, content: ByteString | number): boolean {
  return typeof content === 'string' && edit.isTaken(content);
}

function takeBack(folder: OpenFolder, writes: readonly ControlWrite[]): void {
  for (const { file, restore } of writes.toReversed()) writeControl(folder, file, restore);
}

function contentAt(level: Level, file: string, look: Look): ByteString | number {
  const folder = look.folder(level);
  const content = typeof folder === 'number' ? folder : folder.read(file);
  return typeof content === 'string' && content.endsWith('\n') ? content.slice(0, -1) : content;
}

function told(content: ByteString) {
  return display(content, CONTENT_BYTES);
}

/** Where crun limits both the scope and what it adds below, its update changes both; the file is changed alone. */
function cgroupsAbove({ levels }: Place, { writer }: Writing): readonly Level[] {
  const above = levels.slice(0, -1);
  return writer === 'docker' || writer === 'podman' ? above.filter(({ own }) => !own) : above;
}

function ownerRisks({ bypassed }: Writing): readonly LimitRisk[] {
  return bypassed.map((owner) => ({ kind: 'owner-may-undo', owner }));
}

/** Of version 2 the limit of swap stands by itself: only a runtime's own record of both together follows. */
function swapRisk({ version }: Place, { swap }: LimitEdit, { writer }: Writing): readonly LimitRisk[] {
  if (swap === undefined || swap.before === swap.after) return [];
  const speaksOfBoth = version === 1 || writer === 'docker' || writer === 'podman';
  return speaksOfBoth ? [{ kind: 'swap-follows' }] : [];
}

/** Node does not tell it. In the kernel's words of the first mapping of this process, proc_pid_smaps(5). */
function pageSizeIn(smaps: ByteString | number): number {
  const kilobytes = typeof smaps === 'number' ? undefined : /^KernelPageSize: +(\d+) kB$/m.exec(smaps)?.[1];
  return Number(kilobytes ?? 4) * 1024;
}
