import { HelperError } from '../../shared/errors.ts';
import type { RunObstacle } from '../../shared/model/run-obstacle.ts';
import type { RunWish } from '../../shared/model/run.ts';
import type { RunCheckResult, RunParams, RunStartResult, RunTranscriptResult } from '../../shared/protocol/runs.ts';
import { runCgroupName } from './cgroup-name.ts';
import type { MachineFacts } from './compile/machine-facts.ts';
import { asHelperError, makeRun, type MadeRun, type RunPlace } from './make-run.ts';
import { configText, transcriptMarkdown } from './explain/transcript-markdown.ts';
import { Runs } from './runs.ts';
import { compileSeccomp } from './seccomp/compile-seccomp.ts';
import { defaultSeccomp } from './seccomp/default-seccomp.ts';

/** What of this machine decides what can be run. */
export interface RunMachine {
  place(name: string): {
    readonly facts: MachineFacts;
    readonly cgroupName: string;
    readonly place: RunPlace | undefined;
  };
  obstacles(wish: RunWish): readonly RunObstacle[];
}

export interface RunHandlerOptions {
  readonly runs: Runs;
  /** The program native/launcher. */
  readonly launcher: string;
  readonly machine: RunMachine;
}

/** Requests of `RunRequests`. */
export function runHandlers({ runs, launcher, machine }: RunHandlerOptions) {
  const make = (wish: RunWish, operation: string): MadeRun => {
    const placed = machine.place(runCgroupName(wish.title));
    try {
      return makeRun(wish, { ...placed, seccomp: defaultSeccomp(placed.facts.architecture), compileSeccomp });
    } catch (error) {
      throw asHelperError(error, operation);
    }
  };
  return {
    'run/check': (wish: RunWish): RunCheckResult => ({ obstacles: machine.obstacles(wish) }),
    'run/start': async (wish: RunWish): Promise<RunStartResult> => {
      const name = Runs.newName();
      const door = await runs.add(name, make(wish, 'run/start'));
      return { run: name, terminal: { program: launcher, args: [door, name] } };
    },
    'run/transcript': ({ run: name }: RunParams): RunTranscriptResult => {
      const run = runs.get(name);
      if (run === undefined) {
        throw new HelperError({ code: 'GONE', operation: 'run/transcript' }, 'no such run is known any more');
      }
      return { markdown: transcriptMarkdown(run), config: configText(run.made.spec) };
    },
  };
}
