import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultCommand, type ContainerOptions, type LabContext, type Limits } from './container.ts';
import { run } from './exec.ts';
import { at, parseObject } from './json.ts';

export interface BundleOptions extends ContainerOptions, Limits {
  /** linux.cgroupsPath of the OCI configuration; the runtime chooses unless told. */
  readonly cgroupsPath?: string;
  /** systemd makes the cgroup: cgroupsPath is `slice:prefix:name` then. Takes a machine with systemd. */
  readonly systemdCgroup?: boolean;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Makes an OCI bundle: a config.json that `runc spec` began. Its root is the lab's own, read-only. */
export async function makeBundle(lab: LabContext, name: string, options: BundleOptions): Promise<string> {
  const bundle = join(lab.folder, `bundle-${name}`);
  await mkdir(bundle);
  await run('runc', ['spec', '--bundle', bundle]);
  const file = join(bundle, 'config.json');
  const config = parseObject(await readFile(file, 'utf8'), file);
  const period = 100_000;
  const resources = {
    ...(options.memoryBytes === undefined ? {} : { memory: { limit: options.memoryBytes } }),
    ...(options.cpus === undefined ? {} : { cpu: { quota: Math.round(options.cpus * period), period } }),
    ...(options.pidsLimit === undefined ? {} : { pids: { limit: options.pidsLimit } }),
  };
  const changed = {
    ...config,
    hostname: name,
    root: { path: lab.rootfs, readonly: true },
    process: {
      ...(at(config, 'process') as object),
      terminal: false,
      args: options.command ?? defaultCommand,
      // The default asks for a hard limit that may be above our own.
      rlimits: undefined,
    },
    annotations: options.annotations,
    linux: {
      ...(at(config, 'linux') as object),
      ...(options.cgroupsPath === undefined ? {} : { cgroupsPath: options.cgroupsPath }),
      resources: { ...(at(config, 'linux', 'resources') as object), ...resources },
    },
  };
  await writeFile(file, JSON.stringify(changed));
  return bundle;
}
