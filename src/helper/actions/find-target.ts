import { HelperError, type HelperErrorCode, type Protection } from '../../shared/errors.ts';
import type { ProcessId } from '../../shared/model/process.ts';
import type { SignalTarget } from '../../shared/protocol/actions.ts';
import type { Entry } from '../inventory/entry.ts';
import { ENOSYS } from '../kernel/errno.ts';
import type { ProcessReader } from '../proc/process-reader.ts';
import type { Guard } from './guard.ts';
import { knownContainer } from './known-container.ts';
import type { KnownContainers } from './known-containers.ts';
import { membersOf } from './members.ts';
import { openProcess, type ProcessOpener } from './open-process.ts';

/** What a signal is for, as things are now. */
export interface FoundTarget {
  /** The process that was named, or the first of the container. */
  readonly first: ProcessId;
  /** All of it, as the inventory knows them; the first first. */
  readonly processes: readonly ProcessId[];
  /** With `all`. */
  readonly container?: Entry;
}

/** What a target is found with. */
export interface TargetSources {
  readonly proc: ProcessReader;
  readonly opener: ProcessOpener;
  readonly containers: KnownContainers;
  readonly guard: Guard;
}

/**
 * @param operation the request, for errors
 * @throws {HelperError} GONE, STALE_TARGET, PROTECTED
 */
export function findTarget(target: SignalTarget, operation: string, sources: TargetSources): FoundTarget {
  if (target.kind === 'process') {
    const { process } = target;
    checkThere(process, operation, sources);
    refuse(sources.guard.named(process.pid), operation, `${process.pid}`);
    return { first: process, processes: [process] };
  }
  const container = knownContainer(target, operation, sources.containers);
  const { pid, startTime } = container.group.init;
  const first = { pid, startTime };
  refuse(sources.guard.container(container) ?? sources.guard.process(pid), operation, target.containerId);
  checkThere(first, operation, sources);
  if (target.kind === 'init') return { first, processes: [first] };
  const members = membersOf(container, sources.containers.all(), sources.proc);
  for (const member of members) refuse(sources.guard.process(member.pid), operation, target.containerId);
  return { first, processes: [first, ...members.filter((member) => member.pid !== pid)], container };
}

/** @throws {HelperError} PROTECTED where there is a reason */
export function refuse(protection: Protection | undefined, operation: string, target: string): void {
  if (protection === undefined) return;
  throw new HelperError({ code: 'PROTECTED', operation, target, protection }, `${target} is protected: ${protection}`);
}

function checkThere(process: ProcessId, operation: string, { opener, proc }: TargetSources): void {
  const pidfd = openProcess(opener, process);
  if (typeof pidfd === 'number' && pidfd >= 0) opener.pidfds.close(pidfd);
  const found = pidfd === -ENOSYS ? withoutPidfd(process, proc) : pidfd;
  if (found === 'gone') throw failure('GONE', operation, `${process.pid}`, 'no such process');
  if (found === 'stale') throw failure('STALE_TARGET', operation, `${process.pid}`, 'another process has this pid');
}

/** Before Linux 5.3 nothing is sent, but what it would do can be told. */
function withoutPidfd({ pid, startTime }: ProcessId, proc: ProcessReader): 'gone' | 'stale' | undefined {
  const stat = proc.stat(pid);
  if (typeof stat === 'number') return 'gone';
  return stat.startTime === startTime ? undefined : 'stale';
}

function failure(code: HelperErrorCode, operation: string, target: string, message: string): HelperError {
  return new HelperError({ code, operation, target }, message);
}
