import type { Container } from '../../shared/model/container.ts';
import { valueOf } from '../../shared/model/reading.ts';
import type { Signal } from '../../shared/model/signal.ts';
import { signalArgument } from '../../shared/signals/purpose.ts';
import { shellWord } from '../../shared/text/path.ts';
import type { Aim } from './aim.ts';

/** The command of a shell that sends the same signal: `kill -TERM 14031`, `docker kill -s TERM web`. */
export function killCommand(signal: Signal, { target, container }: Aim): string {
  const argument = signalArgument(signal);
  switch (target.kind) {
    case 'process':
      return `kill -${argument} ${target.process.pid}`;
    case 'init': {
      const named = runtimeName(container);
      return named === undefined
        ? `kill -${argument} ${target.init.pid}`
        : `${container.runtime} kill -s ${argument} ${named}`;
    }
    case 'all':
      return killAllCommand(argument, container);
  }
}

/** What Docker or Podman calls the container, where one of them made it. */
function runtimeName({ runtime, name, nameSource, runtimeContainerId }: Container): string | undefined {
  if (runtime !== 'docker' && runtime !== 'podman') return undefined;
  const known = nameSource === 'runtime' ? name : runtimeContainerId;
  // Docker's own rule for names: then it is one plain word of the shell, and no option.
  return known !== undefined && /^[a-zA-Z0-9][\w.-]*$/.test(known) ? known : undefined;
}

/**
 * By the container's own cgroup where its path bears the container's id: in other hierarchies it may stand where others
 * stand too, or in the root. Else by a pid namespace of its own, else its first process alone.
 */
function killAllCommand(argument: string, { init, initPids, cgroups, runtimeContainerId }: Container): string {
  const own = cgroups.filter(({ path }) => isNamedBy(path.text, runtimeContainerId));
  const folder = (own.find(({ version }) => version === 2) ?? own[0])?.folder;
  if (folder !== undefined) return `kill -${argument} $(find ${shellWord(folder)} -name cgroup.procs -exec cat {} +)`;
  const isInOwnNamespace = (valueOf(initPids)?.length ?? 1) > 1;
  return isInOwnNamespace ? `pkill -${argument} --ns ${init.pid} --nslist pid` : `kill -${argument} ${init.pid}`;
}

function isNamedBy(path: string, id: string | undefined): boolean {
  return id !== undefined && id !== '' && (path.split('/').at(-1) ?? '').includes(id);
}
