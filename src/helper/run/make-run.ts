import { HelperError } from '../../shared/errors.ts';
import type { RunPresetId, RunWish } from '../../shared/model/run.ts';
import { display } from '../../shared/text/display.ts';
import type { CompileSeccomp } from './compile/compile-options.ts';
import { compileSpec } from './compile/compile-spec.ts';
import type { MachineFacts } from './compile/machine-facts.ts';
import type { Plan } from './plan.ts';
import { NAMESPACES_ONLY } from './presets/namespaces-only.ts';
import type { Preset } from './presets/preset.ts';
import { SANDBOX_WITH_NETWORK } from './presets/sandbox-with-network.ts';
import { SANDBOX } from './presets/sandbox.ts';
import { checkSpec } from './spec/parse-spec.ts';
import type { SeccompSpec } from './spec/seccomp-schema.ts';
import { SpecError } from './spec/spec-error.ts';
import type { Spec } from './spec/spec-schema.ts';

const PRESETS: Readonly<Record<RunPresetId, Preset>> = {
  sandbox: SANDBOX,
  'sandbox-with-network': SANDBOX_WITH_NETWORK,
  'namespaces-only': NAMESPACES_ONLY,
};

/** A run as it was asked for, as a specification, and as what the launcher will do. */
export interface MadeRun {
  /** What people call it. */
  readonly title: string;
  readonly preset: Preset;
  readonly spec: Spec;
  readonly plan: Plan;
  readonly place: RunPlace | undefined;
}

export interface MakeOptions {
  readonly facts: MachineFacts;
  /** Of the run's cgroups. */
  readonly cgroupName: string;
  readonly seccomp: SeccompSpec;
  readonly compileSeccomp: CompileSeccomp;
  /** How it gets cgroups of its own, where it does not make them itself. */
  readonly place: RunPlace | undefined;
}

/** What is done around the launcher so that the plan finds its place. */
export interface RunPlace {
  /** As `LauncherOptions` has them. */
  readonly prefix: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly beforePlan: (pid: number) => Promise<void>;
}

/**
 * Of version 1, where a run has a cgroup of its own also without a limit: it can be frozen then, and what it uses is not
 * counted together with what others use. On version 2 one cgroup does all that.
 */
const CONTROLLERS = ['freezer', 'cpuacct', 'memory', 'pids'];

/** The size of a terminal that does not tell its own. */
const COLUMNS = 80;
const ROWS = 24;

/**
 * From the wish to the plan.
 *
 * @throws {SpecError} where it cannot be described, or not be made on this machine
 */
export function makeRun(
  { title, args, folder, environment, isolation }: RunWish,
  { facts, cgroupName, seccomp, compileSeccomp, place }: MakeOptions,
): MadeRun {
  const preset = PRESETS[isolation.preset];
  const spec = checkSpec(
    preset.spec({
      facts,
      args,
      env: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
      terminal: true,
      workspace: { path: folder, writable: isolation.isFolderWritable },
      limits: isolation.limits,
      seccomp,
    }),
  );
  const plan = compileSpec(spec, facts, {
    bundle: undefined,
    cgroupName,
    controllers: CONTROLLERS,
    init: preset.init,
    dieWithParent: true,
    columns: COLUMNS,
    rows: ROWS,
    compileSeccomp,
  });
  return { title, preset, spec, plan, place };
}

/** What crosses the wire of it: the first problems by their path. */
export function asHelperError(error: unknown, operation: string): unknown {
  if (!(error instanceof SpecError)) return error;
  const said = error.problems.slice(0, 5).map(({ path, message }) => `${path} ${message}`);
  const detail = display(Buffer.from(`${said.join('; ')}.`).toString('latin1'));
  return new HelperError({ code: 'BAD_RUN', operation, detail }, error.message);
}
