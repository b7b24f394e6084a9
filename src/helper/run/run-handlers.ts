import { HelperError } from '../../shared/errors.ts';
import type { RunObstacle } from '../../shared/model/run-obstacle.ts';
import type { RunWish } from '../../shared/model/run.ts';
import type { RunCheckResult, RunParams, RunStartResult, RunTranscriptResult } from '../../shared/protocol/runs.ts';
import { runCgroupName } from './cgroup-name.ts';
import type { MachineFacts } from './compile/machine-facts.ts';
import { asHelperError, makeRun, type MadeRun } from './make-run.ts';
import { configText, transcriptMarkdown } from './explain/transcript-markdown.ts';
import { Runs } from './runs.ts';
import { compileSeccomp } from './seccomp/compile-seccomp.ts';
import { defaultSeccomp } from './seccomp/default-seccomp.ts';

/** What of this machine decides what can be run. */
export interface RunMachine {
  facts(): Promise<MachineFacts>;
  obstacles(wish: RunWish): Promise<readonly RunObstacle[]>;
}

export interface RunHandlerOptions {
  readonly runs: Runs;
  /** The program native/launcher. */
  readonly launcher: string;
  readonly machine: RunMachine;
}

/** Requests of `RunRequests`. */
export function runHandlers({ runs, launcher, machine }: RunHandlerOptions) {
  const make = async (wish: RunWish, operation: string): Promise<MadeRun> => {
    const facts = await machine.facts();
    const seccomp = defaultSeccomp(facts.architecture);
    try {
      return makeRun(wish, { facts, cgroupName: runCgroupName(wish.title), seccomp, compileSeccomp });
    } catch (error) {
      throw asHelperError(error, operation);
    }
  };
  return {
    'run/check': async (wish: RunWish): Promise<RunCheckResult> => ({ obstacles: await machine.obstacles(wish) }),
    'run/start': async (wish: RunWish): Promise<RunStartResult> => {
      const name = Runs.newName();
      const door = await runs.add(name, await make(wish, 'run/start'));
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
