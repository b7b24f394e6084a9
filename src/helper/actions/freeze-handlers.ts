import { HelperError, type HelperErrorCode } from '../../shared/errors.ts';
import type { RuntimeId } from '../../shared/model/container.ts';
import type { FreezeParams, FreezeResult } from '../../shared/protocol/actions.ts';
import { type ByteString, display, ownText } from '../../shared/text/display.ts';
import type { CgroupFiles } from '../cgroup/cgroup-files.ts';
import { freezerTargets, type FreezerState } from '../cgroup/freezer.ts';
import type { Hierarchies } from '../cgroup/hierarchies.ts';
import type { CgroupTarget } from '../cgroup/target.ts';
import type { Entry } from '../inventory/entry.ts';
import { errnoName } from '../kernel/errno.ts';
import { reasonOf } from '../kernel/errno-reason.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import type { Handlers } from '../rpc/dispatcher.ts';
import type { PauseAnswer, PauseRequest, Runtime, RuntimeControl } from '../runtimes/runtime.ts';
import type { ContainerLocks } from './container-locks.ts';
import { freezeByKernel, stateOf, thawByKernel, thawedState } from './freeze-by-kernel.ts';
import { refuse } from './find-target.ts';
import { Guard } from './guard.ts';
import { homeCgroups } from './home-cgroup.ts';
import { knownContainer } from './known-container.ts';
import type { KnownContainers } from './known-containers.ts';

const OPERATION = 'container/freeze';
/** So long, in milliseconds, freezing may take: what fails is undone before the request is out of time. */
const FREEZE_MS = 8000;
/** Bytes of what a runtime said. */
const SAID_BYTES = 512;

/** Runtimes that remember whether a container is paused; the others ask the kernel each time, or do not know pausing. */
const REMEMBERING: ReadonlySet<RuntimeId> = new Set(['docker', 'podman', 'containerd', 'cri-o', 'lxc', 'libvirt']);

export interface FreezeParts {
  readonly containers: KnownContainers;
  readonly locks: ContainerLocks;
  /** Called when the state of a container may have changed. */
  readonly changed: () => void;
  readonly proc: ProcessReader;
  readonly hierarchies: Hierarchies;
  readonly cgroupFiles: CgroupFiles;
  readonly runtimes: readonly Runtime[];
  readonly control: RuntimeControl;
}

/** Freezes and thaws containers: through their runtime where it can be reached, so that it knows, else by the kernel. */
export function freezeHandlers(parts: FreezeParts): Pick<Handlers, 'container/freeze'> {
  return {
    'container/freeze': async (params) => {
      const until = performance.now() + FREEZE_MS;
      try {
        return await parts.locks.run(params.containerId, OPERATION, (rest) =>
          setFrozen(parts, params, { until, rest }),
        );
      } finally {
        parts.changed();
      }
    },
  };
}

interface Course {
  /** When it must be done, in monotonic milliseconds. */
  readonly until: number;
  /** Takes what goes on after the answer. */
  readonly rest: (rest: Promise<unknown>) => void;
}

async function setFrozen(
  parts: FreezeParts,
  { containerId, init, frozen }: FreezeParams,
  { until, rest }: Course,
): Promise<FreezeResult> {
  const { containers, cgroupFiles: files } = parts;
  await containers.fresh();
  const entry = knownContainer({ containerId, init }, OPERATION, containers);
  const guard = new Guard(parts.proc, parts.hierarchies, containers.all());
  refuse(guard.container(entry) ?? guard.process(init.pid), OPERATION, containerId);
  const targets = freezerTargets(entry.cgroups);
  const runtime = entry.description.runtime ?? entry.group.runtime;
  const answer = await askRuntime(parts, entry, runtime, { paused: frozen, until });
  if (answer.kind !== 'unknown') {
    const state = answer.kind === 'done' && !frozen ? await thawedState(files, targets) : stateOf(files, targets);
    // A runtime may also refuse since it was done meanwhile.
    if (answer.kind === 'done' || isAsAsked(state, frozen)) {
      return result(state, runtime === 'podman' ? 'podman' : 'docker', false);
    }
    if (answer.kind === 'timeout') rest(answer.takenBack);
    if (answer.kind === 'timeout') throw failure('TIMEOUT', containerId, 'the runtime did not answer in time');
    if (answer.kind === 'refused') throw refusal(containerId, answer.message);
  }
  checkTarget(parts, containerId, entry, targets[0]);
  const outcome = frozen ? await freezeByKernel(files, targets, until) : await thawByKernel(files, targets, until);
  if (outcome.kind === 'timeout') throw failure('TIMEOUT', containerId, 'not all of its processes could be stopped');
  if (outcome.kind === 'failed') throw writeFailure(parts, containerId, entry, outcome.errno);
  return result(outcome.state, 'kernel', answer.kind === 'unknown' && REMEMBERING.has(runtime));
}

/** Where a cgroup above holds it nothing is left to thaw. */
function isAsAsked({ frozen, heldBy }: FreezerState, asked: boolean): boolean {
  return asked ? frozen && heldBy === undefined : !frozen || heldBy !== undefined;
}

function result({ frozen, heldBy }: FreezerState, by: FreezeResult['by'], unknownToRuntime: boolean): FreezeResult {
  return {
    state: frozen ? 'frozen' : 'running',
    by,
    unknownToRuntime,
    ...(heldBy === undefined ? {} : { heldBy: heldBy.text }),
  };
}

async function askRuntime(
  { runtimes, control }: FreezeParts,
  { group, description }: Entry,
  runtimeId: RuntimeId,
  request: Pick<PauseRequest, 'paused' | 'until'>,
): Promise<PauseAnswer> {
  const runtime = runtimes.find(({ id }) => id === runtimeId);
  if (runtime?.pause === undefined) return { kind: 'unknown' };
  const containerId = description.containerId ?? group.containerId;
  return runtime.pause({ containerId, initPid: group.init.pid, ...request }, control);
}

/** @throws {HelperError} `UNSUPPORTED` where it has no freezer of its own */
function checkTarget(
  { containers, cgroupFiles, proc }: FreezeParts,
  containerId: string,
  entry: Entry,
  { level, own }: CgroupTarget,
): void {
  if (level === undefined) throw failure('UNSUPPORTED', containerId, 'its freezer cannot be reached from here');
  if (!own) {
    throw failure('UNSUPPORTED', containerId, 'it has no cgroup of its own: others would be frozen with it');
  }
  const { hierarchy, below } = level.place;
  const homes = homeCgroups(entry, containers.all(), cgroupFiles, proc);
  if (!homes.some(({ place }) => place.hierarchy === hierarchy && place.below === below)) {
    throw failure('UNSUPPORTED', containerId, 'others stand in its cgroup, and would be frozen with it');
  }
}

function writeFailure({ proc }: FreezeParts, containerId: string, { group }: Entry, errno: number): HelperError {
  const name = errnoName(errno);
  const reason = reasonOf(name);
  if (reason === 'permission' || name === 'EROFS') return failure('PERMISSION', containerId, 'not allowed', name);
  if (reason !== 'gone') return failure('SYSTEM', containerId, 'the freezer cannot be written', name);
  const stat = proc.stat(group.init.pid);
  const isThere = typeof stat !== 'number' && stat.startTime === group.init.startTime;
  return isThere
    ? failure('UNSUPPORTED', containerId, 'this kernel cannot freeze its cgroup', name)
    : failure('GONE', containerId, 'it ended', name);
}

function refusal(target: string, said: ByteString): HelperError {
  const detail = display(said, SAID_BYTES);
  return new HelperError({ code: 'REFUSED', operation: OPERATION, target, detail }, 'the runtime refused');
}

function failure(code: HelperErrorCode, target: string, message: string, errno?: string): HelperError {
  const data = { code, operation: OPERATION, target, detail: ownText(message) };
  return new HelperError(errno === undefined ? data : { ...data, errno }, message);
}
