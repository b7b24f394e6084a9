import type { LabContext } from './container.ts';
import { privilegedArgs, startDocker, type DockerContainer, type DockerOptions } from './docker.ts';
import { identify, waitForInit, type ProcessIdentity } from './process.ts';

/** A sandbox inside a container: three levels of pid namespaces. */
export interface NestedSandbox {
  readonly outer: DockerContainer;
  /** Pid 1 of the inner pid namespace, as the machine sees it. */
  readonly inner: ProcessIdentity;
}

/**
 * Docker runs `unshare --fork --pid /bin/sleep 3600`, so the inner process is
 * pid 1 of a namespace of its own below the container's init.
 */
export async function startNestedSandbox(lab: LabContext, options: DockerOptions = {}): Promise<NestedSandbox> {
  const outer = await startDocker(lab, {
    command: ['/bin/busybox', 'unshare', '--fork', '--pid', '/bin/sleep', '3600'],
    ...options,
    extraArgs: [...privilegedArgs, ...(options.extraArgs ?? [])],
  });
  return { outer, inner: await waitForInit({ identity: identify(outer.initPid) }, 'the sandbox in the container') };
}
