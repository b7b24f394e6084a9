import { makeBundle, type BundleOptions } from './bundle.ts';
import {
  LabUnavailable,
  limitFacts,
  outputFile,
  startedContainer,
  type LabContainer,
  type LabContext,
} from './container.ts';
import { hasCommand, run } from './exec.ts';
import { numberAt, parseObject, textAt } from './json.ts';

/** Starts a container with `runc run -d`. The truth is `runc state`. No monitor stays: init's parent is whoever adopts it. */
export async function startRunc(lab: LabContext, options: BundleOptions = {}): Promise<LabContainer> {
  if (process.getuid?.() !== 0) throw new LabUnavailable('runc', 'the lab runs it as root');
  if (!(await hasCommand('runc'))) throw new LabUnavailable('runc', 'it is not installed');
  const name = options.name ?? lab.nextName('runc');
  if ((await run('runc', ['state', name], { accept: [1] })).status === 0)
    throw new Error(`runc has a container ${name} already`);
  const bundle = await makeBundle(lab, name, options);
  const undo = lab.undo(`runc container ${name}`, { run: ['runc', 'delete', '--force', name], accept: [1] });
  const driver = options.systemdCgroup === true ? ['--systemd-cgroup'] : [];
  await run('runc', [...driver, 'run', '-d', '--bundle', bundle, name], { outputFile: outputFile(lab, name) });
  const truth = parseObject((await run('runc', ['state', name])).stdout, 'runc state');
  return startedContainer(
    {
      runtime: 'runc' as const,
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
