import { chown, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  defaultCommand,
  LabUnavailable,
  limitFacts,
  outputFile,
  removeOwn,
  startedContainer,
  type ContainerOptions,
  type LabContainer,
  type LabContext,
  type Limits,
} from './container.ts';
import { hasCommand, run, type RunOptions, type RunResult } from './exec.ts';
import { canRaiseLimits, hasCgroupV1 } from './host.ts';
import { at, numberAt, parseObject, textAt } from './json.ts';
import { identify } from './process.ts';
import { labImage } from './rootfs.ts';
import type { LabUser } from './user.ts';

export interface PodmanOptions extends ContainerOptions, Limits {
  /** Runs it rootless as this user. Limits need cgroup delegation then. */
  readonly user?: LabUser;
  /** More arguments of `podman run`. */
  readonly extraArgs?: readonly string[];
}

/** A full name keeps Podman from asking registries for it. */
const image = `localhost/${labImage}`;

/** Starts a container with `podman run -d`. The truth is `podman inspect`. */
export async function startPodman(lab: LabContext, options: PodmanOptions = {}): Promise<LabContainer> {
  if (process.getuid?.() !== 0)
    throw new LabUnavailable('podman', 'the lab runs it as root or as a user that it makes');
  if (!(await hasCommand('podman'))) throw new LabUnavailable('podman', 'it is not installed');
  const podman = (args: readonly string[], more: RunOptions = {}): Promise<RunResult> =>
    options.user === undefined ? run('podman', args, more) : options.user.run('podman', args, more);
  await ensureImage(lab, options.user, podman);

  const name = options.name ?? lab.nextName('podman');
  const undo = lab.undo(`podman container ${name}`, removeOwn(lab, 'podman', name, options.user));
  const output = outputFile(lab, name);
  await podman(
    [
      // crun, the default, refuses machines with both cgroup versions.
      ...(hasCgroupV1() ? ['--runtime=runc'] : []),
      'run',
      '-d',
      `--name=${name}`,
      `--label=container-internals.lab=${lab.id}`,
      '--pull=never',
      '--network=none',
      // Podman asks for more than the hard limit, which takes CAP_SYS_RESOURCE.
      ...(canRaiseLimits() ? [] : ['--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024']),
      ...(options.memoryBytes === undefined ? [] : [`--memory=${options.memoryBytes}`]),
      ...(options.cpus === undefined ? [] : [`--cpus=${options.cpus}`]),
      ...(options.pidsLimit === undefined ? [] : [`--pids-limit=${options.pidsLimit}`]),
      ...(options.extraArgs ?? []),
      image,
      ...(options.command ?? defaultCommand),
    ],
    { outputFile: output },
  );
  const truth = parseObject((await podman(['inspect', '--type=container', name])).stdout, 'podman inspect');
  return startedContainer(
    {
      runtime: 'podman' as const,
      name: textAt(truth, 'Name'),
      id: textAt(truth, 'Id'),
      image: textAt(truth, 'ImageName'),
      initPid: numberAt(truth, ['State', 'Pid'], 1),
      monitor: identify(numberAt(truth, ['State', 'ConmonPid'], 1)),
      // Rootless without delegation it makes none.
      ...(at(truth, 'State', 'CgroupPath') ? { cgroupHint: textAt(truth, 'State', 'CgroupPath') } : {}),
      ...limitFacts({
        ...(options.memoryBytes === undefined ? {} : { memoryBytes: numberAt(truth, ['HostConfig', 'Memory']) }),
        ...(options.cpus === undefined ? {} : { cpus: numberAt(truth, ['HostConfig', 'NanoCpus']) / 1e9 }),
        ...(options.pidsLimit === undefined ? {} : { pidsLimit: numberAt(truth, ['HostConfig', 'PidsLimit']) }),
      }),
      truth,
    },
    undo,
  );
}

/** Imports the image, once for each user. */
async function ensureImage(
  lab: LabContext,
  user: LabUser | undefined,
  podman: (args: readonly string[], options?: RunOptions) => Promise<RunResult>,
): Promise<void> {
  if ((await podman(['image', 'exists', image], { accept: [1] })).status === 0) return;
  let tar = lab.rootfsTar;
  if (user !== undefined) {
    tar = join(user.home, 'rootfs.tar');
    await copyFile(lab.rootfsTar, tar);
    await chown(tar, user.uid, user.gid);
  }
  await podman(['import', '--quiet', tar, image]);
}
