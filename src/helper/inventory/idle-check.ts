import type { ProcessReader } from '../proc/process-reader.ts';

/**
 * Tells by two small reads whether any process came or went since the last look: the forks since boot (`processes` in
 * /proc/stat) and the tasks there are (fourth field of /proc/loadavg); proc_stat(5), proc_loadavg(5). It cannot see a
 * move between cgroups or namespaces: the slow sweep does.
 */
export class IdleCheck {
  readonly #proc: ProcessReader;
  #last = '';

  constructor(proc: ProcessReader) {
    this.#proc = proc;
  }

  /** True where something came or went since the last call, and where that cannot be told. */
  changed(): boolean {
    const stat = this.#proc.file('stat');
    const load = this.#proc.file('loadavg');
    const forks = typeof stat === 'string' ? /^processes (\d+)$/m.exec(stat)?.[1] : undefined;
    const tasks = typeof load === 'string' ? /\/(\d+) /.exec(load)?.[1] : undefined;
    if (forks === undefined || tasks === undefined) return true;
    const now = `${forks} ${tasks}`;
    const changed = now !== this.#last;
    this.#last = now;
    return changed;
  }
}
