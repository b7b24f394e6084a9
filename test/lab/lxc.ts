import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  defaultCommand,
  LabUnavailable,
  limitFacts,
  outputFile,
  startedContainer,
  type ContainerOptions,
  type LabContainer,
  type LabContext,
  type Limits,
} from './container.ts';
import { hasCommand, run, waitFor } from './exec.ts';
import { hasCgroupV1 } from './host.ts';
import { identify, readProcess } from './process.ts';
import { copyRootfs } from './rootfs.ts';

export interface LxcOptions extends ContainerOptions, Pick<Limits, 'memoryBytes' | 'pidsLimit'> {
  /** More lines of the container's configuration, lxc.container.conf(5). */
  readonly config?: readonly string[];
}

function limitLines({ memoryBytes, pidsLimit }: LxcOptions): string[] {
  const [memory, pids] = hasCgroupV1()
    ? ['lxc.cgroup.memory.limit_in_bytes', 'lxc.cgroup.pids.max']
    : ['lxc.cgroup2.memory.max', 'lxc.cgroup2.pids.max'];
  return [
    ...(memoryBytes === undefined ? [] : [`${memory} = ${memoryBytes}`]),
    ...(pidsLimit === undefined ? [] : [`${pids} = ${pidsLimit}`]),
  ];
}

/**
 * Starts a container with `lxc-execute -d`, whose monitor then calls itself
 * "[lxc monitor] PATH NAME". The truth is `lxc-info`; init is lxc's own, with the command below it.
 */
export async function startLxc(lab: LabContext, options: LxcOptions = {}): Promise<LabContainer> {
  if (process.getuid?.() !== 0) throw new LabUnavailable('lxc', 'the lab runs it as root');
  if (!(await hasCommand('lxc-execute'))) throw new LabUnavailable('lxc', 'it is not installed');
  const name = options.name ?? lab.nextName('lxc');
  const path = join(lab.folder, 'lxc');
  await mkdir(join(path, name), { recursive: true });
  const rootfs = await copyRootfs(join(path, name, 'rootfs'));
  const config = join(path, name, 'config');
  const lines = [
    `lxc.rootfs.path = dir:${rootfs}`,
    `lxc.uts.name = ${name}`,
    'lxc.net.0.type = empty',
    ...limitLines(options),
    ...(options.config ?? []),
  ];
  await writeFile(config, `${lines.join('\n')}\n`);
  // Status 1 and 2: it does not run any more.
  const undo = lab.undo(`lxc container ${name}`, { run: ['lxc-stop', '-P', path, '-n', name, '-k'], accept: [1, 2] });
  const info = async (): Promise<string> => (await run('lxc-info', ['-P', path, '-n', name], { accept: [1] })).stdout;

  const log = join(lab.folder, `${name}.log`);
  const args = ['-d', '-P', path, '-n', name, '-f', config, '-o', log, '-l', 'ERROR', '--'];
  await run('lxc-execute', [...args, ...(options.command ?? defaultCommand)], { outputFile: outputFile(lab, name) });
  const truth = await waitFor(`lxc-info ${name}: RUNNING`, async () => {
    const rows = (await info()).split('\n').map((line) => /^([^:]+):\s+(.*)$/.exec(line));
    const facts = Object.fromEntries(rows.flatMap((row) => (row === null ? [] : [[String(row[1]), String(row[2])]])));
    return facts.State === 'RUNNING' && facts.PID !== undefined ? facts : undefined;
  });
  const initPid = Number(truth.PID);
  const monitor = identify(readProcess(initPid)?.parentPid ?? 0);
  undo.last({ end: monitor, waitMs: 5_000 });
  return startedContainer(
    {
      runtime: 'lxc' as const,
      name,
      initPid,
      monitor,
      ...limitFacts(options),
      truth,
    },
    undo,
  );
}
