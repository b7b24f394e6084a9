import { HelperError } from '../../shared/errors.ts';
import type { ProcessId } from '../../shared/model/process.ts';
import type { SendFailure, SendResult } from '../../shared/protocol/actions.ts';
import { EACCES, ENOSYS, EPERM, errnoName, ESRCH } from '../kernel/errno.ts';
import { openProcess, type ProcessOpener } from './open-process.ts';
import type { Watch } from './watch.ts';

const OPERATION = 'signal/send';

/** One signal on its way to one process after another, each once. */
export class Sending {
  readonly #opener: ProcessOpener;
  readonly #watch: Watch;
  readonly #signal: number;
  readonly #tried = new Set<string>();
  readonly #failed: SendResult['failed'][number][] = [];
  #sent = 0;

  /** @param watch is told of each that was sent it */
  constructor(opener: ProcessOpener, watch: Watch, signal: number) {
    this.#opener = opener;
    this.#watch = watch;
    this.#signal = signal;
  }

  result(): Pick<SendResult, 'sent' | 'failed'> {
    return { sent: this.#sent, failed: this.#failed };
  }

  hasTried(process: ProcessId): boolean {
    return this.#tried.has(keyOf(process));
  }

  /**
   * @param isMeant asked when the process is open and so cannot become another: where it says no, nothing is sent
   * @throws {HelperError} UNSUPPORTED before Linux 5.3
   */
  send(process: ProcessId, isMeant: (process: ProcessId) => boolean = () => true): void {
    this.#tried.add(keyOf(process));
    const pidfd = this.#open(process);
    if (pidfd === undefined) return;
    const { pidfds } = this.#opener;
    if (!isMeant(process)) {
      pidfds.close(pidfd);
      return;
    }
    const sentAt = performance.now();
    const result = pidfds.send(pidfd, this.#signal);
    if (result === 0) this.#passed(process, pidfd, sentAt);
    else {
      pidfds.close(pidfd);
      this.#fail(process, result);
    }
  }

  /**
   * Has many processes signalled by one act.
   * @param act 0, or -errno: then nothing is noted
   * @returns what `act` did
   */
  sendAtOnce(processes: readonly ProcessId[], act: () => number): number {
    const { pidfds } = this.#opener;
    const open = new Map<ProcessId, number>();
    let unwatched = 0;
    for (const process of processes) {
      const pidfd = openProcess(this.#opener, process);
      if (typeof pidfd !== 'number' || pidfd < 0) continue;
      const isThere = !pidfds.hasEnded(pidfd);
      if (isThere && this.#watch.reserve()) {
        open.set(process, pidfd);
        continue;
      }
      pidfds.close(pidfd);
      if (isThere) unwatched += 1;
    }
    const sentAt = performance.now();
    const result = act();
    if (result === 0) this.#sent += unwatched;
    for (const [process, pidfd] of open) {
      if (result === 0) this.#passed(process, pidfd, sentAt);
      else pidfds.close(pidfd);
    }
    return result;
  }

  /** A pidfd of one that can be signalled; otherwise why not is noted. */
  #open(process: ProcessId): number | undefined {
    const pidfd = openProcess(this.#opener, process);
    if (pidfd === -ENOSYS) {
      throw new HelperError({ code: 'UNSUPPORTED', operation: OPERATION, errno: 'ENOSYS' }, 'no pidfd_open(2)');
    }
    if (typeof pidfd === 'string') this.#failed.push({ process, why: 'gone' });
    else if (pidfd < 0) this.#fail(process, pidfd);
    else if (!this.#opener.pidfds.hasEnded(pidfd)) return pidfd;
    else {
      // The kernel would take it and do nothing.
      this.#opener.pidfds.close(pidfd);
      this.#failed.push({ process, why: 'zombie' });
    }
    return undefined;
  }

  #passed(process: ProcessId, pidfd: number, sentAt: number): void {
    this.#tried.add(keyOf(process));
    this.#sent += 1;
    this.#watch.add(process, pidfd, sentAt);
  }

  #fail(process: ProcessId, errno: number): void {
    this.#failed.push({ process, why: failureOf(-errno), errno: errnoName(-errno) });
  }
}

function failureOf(errno: number): SendFailure {
  if (errno === ESRCH) return 'gone';
  return errno === EPERM || errno === EACCES ? 'permission' : 'error';
}

function keyOf({ pid, startTime }: ProcessId): string {
  return `${pid} ${startTime}`;
}
