import { compileSpec } from '../../src/helper/run/compile/compile-spec.ts';
import type { CompileOptions } from '../../src/helper/run/compile/compile-options.ts';
import type { MachineFacts } from '../../src/helper/run/compile/machine-facts.ts';
import { compileSeccomp } from '../../src/helper/run/seccomp/compile-seccomp.ts';
import type { Plan } from '../../src/helper/run/plan.ts';
import { parseSpec } from '../../src/helper/run/spec/parse-spec.ts';
import type { Spec } from '../../src/helper/run/spec/spec-schema.ts';
import { parseTranscriptLine } from '../../src/helper/run/transcript.ts';
import { asNobody } from './helper-client.ts';
import { Launcher, type LauncherRun } from './launcher.ts';
import { nobodyFacts, rootFacts } from './run-facts.ts';

export interface RunOptions {
  /** Who runs it; root unless told. */
  readonly as?: 'root' | 'nobody';
  /** The folder of config.json. */
  readonly bundle?: string;
  /** A program and its arguments that start the launcher. */
  readonly prefix?: readonly string[];
  readonly compile?: Partial<CompileOptions>;
}

/** How the run of a specification ended. */
export interface SpecRun extends LauncherRun {
  /** The step that failed, the errno and what the launcher says of it: `cwd 2 /no-such-folder`. */
  readonly failure: string | undefined;
}

/** As nobody also where the tests are root. */
const WHO: Readonly<
  Record<'root' | 'nobody', { readonly facts: () => MachineFacts; readonly prefix: readonly string[] }>
> = {
  root: { facts: rootFacts, prefix: [] },
  nobody: { facts: nobodyFacts, prefix: asNobody },
};

/**
 * The plan of a `config.json` on this machine.
 *
 * @throws {SpecError} as the helper does, before anything is started
 */
export function planOf(spec: Spec, { as = 'root', bundle, compile }: RunOptions = {}): Plan {
  return compileSpec(parseSpec(JSON.stringify(spec)), WHO[as].facts(), {
    bundle,
    cgroupName: `ci-run-${process.pid}`,
    controllers: [],
    init: false,
    dieWithParent: true,
    columns: 80,
    rows: 24,
    compileSeccomp,
    ...compile,
  });
}

/** A run that has begun. */
export function startSpec(spec: Spec, options: RunOptions = {}): { readonly plan: Plan; readonly launcher: Launcher } {
  const plan = planOf(spec, options);
  return { plan, launcher: Launcher.start(plan, [...(options.prefix ?? []), ...WHO[options.as ?? 'root'].prefix]) };
}

/** Runs a specification by the whole chain to its end. */
export async function runSpec(spec: Spec, options: RunOptions = {}): Promise<SpecRun> {
  const { plan, launcher } = startSpec(spec, options);
  const ended = await launcher.ended;
  return { ...ended, failure: failureIn(plan, ended.transcript) };
}

export function failureIn({ steps }: Plan, transcript: readonly string[]): string | undefined {
  for (const event of transcript.map((line) => parseTranscriptLine(line))) {
    if (event?.kind === 'step' && event.errno !== 0) return `${steps[event.index]?.op} ${event.errno} ${event.detail}`;
    if (event?.kind === 'refused') return `refused ${event.why}`;
  }
  return undefined;
}
