import { join } from 'node:path';
import {
  defaultCommand,
  limitFacts,
  outputFile,
  startedContainer,
  type ContainerOptions,
  type LabContainer,
  type LabContext,
  type Limits,
} from './container.ts';
import { containerdSocket } from './dockerd.ts';
import { run, type RunOptions, type RunResult } from './exec.ts';
import { parseObject, textAt } from './json.ts';
import { identify, readProcess } from './process.ts';
import { labImage } from './rootfs.ts';

export interface ContainerdOptions extends ContainerOptions, Pick<Limits, 'memoryBytes' | 'cpus'> {
  /** containerd's own namespace, the first element of the cgroup path; "default" unless told. */
  readonly namespace?: string;
  /** More arguments of `ctr run`. */
  readonly extraArgs?: readonly string[];
}

const image = `docker.io/library/${labImage}`;

/** Starts a container with `ctr run -d` in Docker's containerd. The truth is `ctr container info`. */
export async function startContainerd(lab: LabContext, options: ContainerdOptions = {}): Promise<LabContainer> {
  await lab.dockerd();
  const namespace = options.namespace ?? 'default';
  const base = ['-a', containerdSocket(), '-n', namespace];
  const ctr = (args: readonly string[], more?: RunOptions): Promise<RunResult> => run('ctr', [...base, ...args], more);

  if (!(await ctr(['image', 'ls', '-q'])).stdout.split('\n').includes(image)) {
    const tar = join(lab.folder, 'image.tar');
    await run('docker', ['save', '-o', tar, labImage]);
    await ctr(['image', 'import', tar]);
  }

  const name = options.name ?? lab.nextName('containerd');
  if ((await ctr(['container', 'info', name], { accept: [1] })).status === 0) {
    throw new Error(`containerd has a container ${name} already`);
  }
  const undo = lab.undo(
    `containerd container ${name}`,
    { run: ['ctr', ...base, 'task', 'delete', '--force', name], accept: [1] },
    { run: ['ctr', ...base, 'container', 'rm', name], accept: [1] },
  );
  const taskPid = async (): Promise<number | undefined> => {
    const { stdout } = await ctr(['task', 'ls']);
    const row = stdout
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .find(([task]) => task === name);
    return row === undefined ? undefined : Number(row[1]);
  };
  await ctr(
    [
      'run',
      '-d',
      '--null-io',
      ...(options.memoryBytes === undefined ? [] : ['--memory-limit', String(options.memoryBytes)]),
      ...(options.cpus === undefined ? [] : ['--cpus', String(options.cpus)]),
      ...(options.extraArgs ?? []),
      image,
      name,
      ...(options.command ?? defaultCommand),
    ],
    { outputFile: outputFile(lab, name) },
  );
  const initPid = await taskPid();
  if (initPid === undefined) throw new Error(`ctr task ls does not list ${name}`);
  const shim = identify(readProcess(initPid)?.parentPid ?? 0);
  undo.last({ end: shim, waitMs: 5_000 });
  const truth = parseObject((await ctr(['container', 'info', name])).stdout, 'ctr container info');
  return startedContainer(
    {
      runtime: 'containerd' as const,
      name,
      id: textAt(truth, 'ID'),
      image: textAt(truth, 'Image'),
      initPid,
      monitor: shim,
      cgroupHint: textAt(truth, 'Spec', 'linux', 'cgroupsPath'),
      ...limitFacts(options),
      truth,
    },
    undo,
  );
}
