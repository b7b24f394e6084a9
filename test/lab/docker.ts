import {
  defaultCommand,
  limitFacts,
  removeOwn,
  startedContainer,
  type ContainerOptions,
  type LabContainer,
  type LabContext,
  type Limits,
} from './container.ts';
import { run } from './exec.ts';
import { at, numberAt, parseObject, textAt } from './json.ts';
import { identify, readProcess } from './process.ts';
import { labImage } from './rootfs.ts';

export interface DockerOptions extends ContainerOptions, Limits {
  /** More arguments of `docker run`, e.g. --pid=host. */
  readonly extraArgs?: readonly string[];
}

export interface DockerContainer extends LabContainer {
  readonly id: string;
  pause(): Promise<void>;
  unpause(): Promise<void>;
}

/**
 * `--privileged` needs every capability that exists. Where the machine itself
 * lacks one these arguments give what is there.
 */
export const privilegedArgs: readonly string[] = [
  '--cap-add=ALL',
  '--cap-drop=SYS_RESOURCE',
  '--security-opt=seccomp=unconfined',
  '--security-opt=apparmor=unconfined',
];

/** Starts a container with `docker run -d`. The truth is `docker inspect`. */
export async function startDocker(lab: LabContext, options: DockerOptions = {}): Promise<DockerContainer> {
  await lab.dockerd();
  const name = options.name ?? lab.nextName('docker');
  const undo = lab.undo(`docker container ${name}`, removeOwn(lab, 'docker', name));
  const { stdout } = await run('docker', [
    'run',
    '-d',
    `--name=${name}`,
    `--label=container-internals.lab=${lab.id}`,
    ...(options.memoryBytes === undefined ? [] : [`--memory=${options.memoryBytes}`]),
    ...(options.cpus === undefined ? [] : [`--cpus=${options.cpus}`]),
    ...(options.pidsLimit === undefined ? [] : [`--pids-limit=${options.pidsLimit}`]),
    ...(options.extraArgs ?? []),
    labImage,
    ...(options.command ?? defaultCommand),
  ]);
  const id = stdout.trim();
  const truth = parseObject((await run('docker', ['inspect', '--type=container', id])).stdout, 'docker inspect');
  const initPid = numberAt(truth, ['State', 'Pid'], 1);
  const shim = readProcess(initPid)?.parentPid;
  const parent = at(truth, 'HostConfig', 'CgroupParent');
  const container = startedContainer(
    {
      runtime: 'docker' as const,
      name,
      id,
      image: textAt(truth, 'Config', 'Image'),
      initPid,
      ...(shim === undefined ? {} : { monitor: identify(shim) }),
      // With the systemd driver Docker does not tell it.
      ...((await cgroupDriver()) === 'cgroupfs'
        ? { cgroupHint: `${parent === '' ? '/docker' : String(parent)}/${id}` }
        : {}),
      ...limitFacts({
        ...(options.memoryBytes === undefined ? {} : { memoryBytes: numberAt(truth, ['HostConfig', 'Memory']) }),
        ...(options.cpus === undefined ? {} : { cpus: numberAt(truth, ['HostConfig', 'NanoCpus']) / 1e9 }),
        ...(options.pidsLimit === undefined ? {} : { pidsLimit: numberAt(truth, ['HostConfig', 'PidsLimit']) }),
      }),
      truth,
    },
    undo,
  );
  return {
    ...container,
    pause: async () => {
      await run('docker', ['pause', id]);
    },
    unpause: async () => {
      await run('docker', ['unpause', id]);
    },
  };
}

/** cgroupfs or systemd, by `docker info`. */
async function cgroupDriver(): Promise<string> {
  return (await run('docker', ['info', '--format', '{{.CgroupDriver}}'])).stdout.trim();
}
