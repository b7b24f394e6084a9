import { countOf } from '../../shared/format/count.ts';
import type { Container } from '../../shared/model/container.ts';
import type { Process } from '../../shared/model/process.ts';
import { valueOf } from '../../shared/model/reading.ts';
import type { SignalTarget } from '../../shared/protocol/actions.ts';
import { containerName } from '../container-name.ts';
import { shorten } from '../tree/row.ts';

/** Characters of a program's name in a sentence. */
const NAME_LIMIT = 60;

/** Whom a signal is for, and the words for it. */
export interface Aim {
  readonly target: SignalTarget;
  /** In a sentence: `web (14008)`, `all processes of web`. */
  readonly name: string;
  /** In a title: `web: PID 14008, PID 1 of its namespace`. */
  readonly title: string;
  readonly container: Container;
}

/** The first process of a container. */
export function initAim(container: Container): Aim {
  const name = containerName(container);
  const { pid } = container.init;
  return {
    target: { kind: 'init', containerId: container.id, init: container.init },
    name: `${name} (${pid})`,
    title: `${name}: ${pidWords(pid, valueOf(container.initPids))}`,
    container,
  };
}

/** All processes of a container. */
export function allAim(container: Container): Aim {
  const name = containerName(container);
  return {
    target: { kind: 'all', containerId: container.id, init: container.init },
    name: `all processes of ${name}`,
    title: `${name}: all ${countOf(container.processCount, 'process', 'processes')}`,
    container,
  };
}

/** A process of a container. What is sent to its first process is sent to the container. */
export function processAim(container: Container, process: Process): Aim {
  const { pid, startTime, comm } = process;
  if (pid === container.init.pid && startTime === container.init.startTime) return initAim(container);
  const name = shorten(comm, NAME_LIMIT);
  return {
    target: { kind: 'process', process: { pid, startTime } },
    name: `${name} (${pid})`,
    title: `${name}: ${pidWords(pid, valueOf(process.pids))}`,
    container,
  };
}

/** Targets in a sentence: the name of one, else how many. */
export function aimsName(aims: readonly Aim[]): string {
  const [first] = aims;
  return aims.length === 1 && first !== undefined ? first.name : `${aims.length} targets`;
}

/** `PID 14008, PID 1 of its namespace` */
function pidWords(pid: number, pids: readonly number[] | undefined): string {
  const inner = pids?.at(-1);
  return pids !== undefined && pids.length > 1 && inner !== undefined
    ? `PID ${pid}, PID ${inner} of its namespace`
    : `PID ${pid}`;
}
