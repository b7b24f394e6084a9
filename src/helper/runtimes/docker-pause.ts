import { unread } from '../../shared/model/reading.ts';
import { findAtDocker } from './docker-api.ts';
import { saidBy } from './engine-error.ts';
import type { PauseAnswer, PauseRequest, RuntimeControl } from './runtime.ts';

/** Pausing that came too late is taken back: so long, in milliseconds, that is waited for. */
const TAKE_BACK_MS = 10_000;

/**
 * Engine API `ContainerPause` and `ContainerUnpause`, which Podman's service answers alike. The container must be the
 * one that the kernel shows, by its id and the pid of its init.
 */
export async function pauseAtDocker(
  { containerId, initPid, paused, until }: PauseRequest,
  sockets: readonly string[],
  control: RuntimeControl,
): Promise<PauseAnswer> {
  const found = await findAtDocker(containerId, initPid, sockets, control);
  if (found === undefined) return { kind: 'unknown' };
  if (found.told.State.Paused === paused) return { kind: 'already' };
  const ask = (verb: 'pause' | 'unpause', deadlineMs: number) =>
    control.post(found.socket, `/containers/${containerId ?? ''}/${verb}`, deadlineMs);
  const left = until - performance.now();
  const answer = left > 0 ? await ask(paused ? 'pause' : 'unpause', left) : unread('timeout');
  if ('unread' in answer) {
    const { reason, errno } = answer.unread;
    if (reason !== 'timeout')
      return { kind: 'refused', message: `no answer${errno === undefined ? '' : ` (${errno})`}` };
    // Whoever was told that it failed must not find it paused later.
    return { kind: 'timeout', takenBack: paused && left > 0 ? ask('unpause', TAKE_BACK_MS) : Promise.resolve() };
  }
  const { status } = answer.value;
  if (status >= 200 && status < 300) return { kind: 'done' };
  return { kind: 'refused', message: saidBy(answer.value) };
}
