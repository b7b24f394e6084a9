import type { Socket } from 'node:net';
import type { RunEnd, RunOom } from '../../shared/model/run.ts';
import { endWords } from '../../shared/run/end-words.ts';
import { display, ownText } from '../../shared/text/display.ts';
import { errnoName } from '../kernel/errno.ts';
import { describeStep } from './explain/describe-step.ts';
import { encodePlan } from './encode-plan.ts';
import { LauncherProcess } from './launcher-process.ts';
import type { MadeRun } from './make-run.ts';
import type { StepOutcome, TranscriptEvent } from './transcript.ts';

export interface RunEvents {
  /** The new process, as the helper sees it. */
  started(pid: number): void;
  ended(end: RunEnd): void;
}

/** One run: from its terminal to its end. What it leaves is how it was made. */
export class Run {
  readonly made: MadeRun;
  readonly steps: StepOutcome[] = [];
  #end: RunEnd | undefined;
  #process: LauncherProcess | undefined;
  #kills = 0;

  constructor(made: MadeRun) {
    this.made = made;
  }

  /** `undefined` until then. */
  get end(): RunEnd | undefined {
    return this.#end;
  }

  /**
   * Makes it, in a terminal that `launcher attach` lends.
   *
   * @param launcher the program native/launcher
   */
  begin(terminal: Socket, launcher: string, events: RunEvents): void {
    const process = new LauncherProcess(encodePlan(this.made.plan), {
      launcher,
      ...this.made.place,
      terminal,
      told: (event) => this.#hear(event, events),
    });
    this.#process = process;
    // The launcher's from now on.
    terminal.destroy();
    void process.ended.then(() => this.#finish({ kind: 'cut-off' }, events));
  }

  /** It is not wanted any more. */
  hangUp(): void {
    this.#process?.hangUp();
  }

  #hear(event: TranscriptEvent, events: RunEvents): void {
    switch (event.kind) {
      case 'step':
        this.steps.push(event);
        return;
      case 'pid':
        events.started(event.pid);
        return;
      case 'oom':
        this.#kills = Math.max(this.#kills, event.kills);
        return;
      case 'refused':
        this.#finish({ kind: 'refused', why: display(event.why) }, events);
        return;
      case 'exit':
        this.#finish(this.#failedStep() ?? { kind: 'exit', status: event.status, ...this.#oom() }, events);
        return;
      case 'signal':
        this.#finish({ kind: 'signal', signal: event.signal, ...this.#oom() }, events);
        return;
      case 'cleaned':
    }
  }

  #failedStep(): RunEnd | undefined {
    const failed = this.steps.find(({ errno }) => errno !== 0);
    if (failed === undefined) return undefined;
    const step = this.made.plan.steps[failed.index];
    const call = ownText(step === undefined ? '?' : describeStep(step).call);
    return { kind: 'not-started', call, errno: errnoName(failed.errno), detail: display(failed.detail) };
  }

  #oom(): { readonly oom?: RunOom } {
    if (this.#kills === 0) return {};
    const limit = this.made.spec.linux.resources?.memory?.limit;
    return { oom: { kills: this.#kills, ...(limit === undefined ? {} : { limitBytes: limit }) } };
  }

  /** Only the first end counts: what comes after it is about the launcher. */
  #finish(end: RunEnd, events: RunEvents): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#process?.say(`\n${endWords(end)}\n`);
    events.ended(end);
  }
}
