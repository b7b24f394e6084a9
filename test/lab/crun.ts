import { makeBundle, type BundleOptions } from './bundle.ts';
import {
  LabUnavailable,
  limitFacts,
  outputFile,
  startedContainer,
  type LabContainer,
  type LabContext,
} from './container.ts';
import { hasCommand, run, type RunOptions, type RunResult } from './exec.ts';
import { hybridMountPoint } from './host.ts';
import { numberAt, parseObject, textAt } from './json.ts';

/**
 * The command line of crun, which refuses a machine where cgroup version 2 has controllers beside version
 * 1. In a mount namespace that lacks the version 2 mount it sees plain version 1.
 */
function crun(...args: string[]): [string, ...string[]] {
  const hidden = hybridMountPoint();
  if (hidden === undefined) return ['crun', ...args];
  const script = 'umount -- "$1" && shift && exec crun "$@"';
  return ['unshare', '--mount', 'sh', '-c', script, 'crun', hidden, ...args];
}

const runCommand = ([command, ...args]: [string, ...string[]], options?: RunOptions): Promise<RunResult> =>
  run(command, args, options);

/** Starts a container with `crun run -d`. The truth is `crun state`. */
export async function startCrun(lab: LabContext, options: BundleOptions = {}): Promise<LabContainer> {
  if (process.getuid?.() !== 0) throw new LabUnavailable('crun', 'the lab runs it as root');
  if (!(await hasCommand('crun'))) throw new LabUnavailable('crun', 'it is not installed');
  const name = options.name ?? lab.nextName('crun');
  if ((await runCommand(crun('state', name), { accept: [1] })).status === 0)
    throw new Error(`crun has a container ${name} already`);
  const bundle = await makeBundle(lab, name, options);
  const undo = lab.undo(`crun container ${name}`, { run: crun('delete', '--force', name), accept: [1] });
  const driver = options.systemdCgroup === true ? ['--systemd-cgroup'] : [];
  await runCommand(crun(...driver, 'run', '-d', '--bundle', bundle, name), { outputFile: outputFile(lab, name) });
  const truth = parseObject((await runCommand(crun('state', name))).stdout, 'crun state');
  return startedContainer(
    {
      runtime: 'crun' as const,
      name,
      id: textAt(truth, 'id'),
      initPid: numberAt(truth, ['pid'], 1),
      ...(options.cgroupsPath === undefined ? {} : { cgroupHint: options.cgroupsPath }),
      ...limitFacts(options),
      truth,
    },
    undo,
  );
}
