import { unreadSentence, unreadWords } from '../../shared/format/words.ts';
import type { Process, ProcessState } from '../../shared/model/process.ts';
import { isRead } from '../../shared/model/reading.ts';
import { copyKinds } from '../copy/copy.ts';
import type { TreeNode } from './node.ts';
import { makeRow, type Icon, type Row } from './row.ts';
import type { Subject } from './subject.ts';

/** One process, with its children below. */
export class ProcessNode implements TreeNode {
  readonly id: string;
  #process: Process;
  #parent: TreeNode;
  #children: readonly ProcessNode[] = [];

  constructor(id: string, process: Process, parent: TreeNode) {
    this.id = id;
    this.#process = process;
    this.#parent = parent;
  }

  get parent(): TreeNode {
    return this.#parent;
  }

  get subject(): Subject {
    return { kind: 'process', process: this.#process };
  }

  update(process: Process, parent: TreeNode, children: readonly ProcessNode[]): void {
    this.#process = process;
    this.#parent = parent;
    this.#children = children;
  }

  row(): Row {
    const process = this.#process;
    const pids = pidChain(process);
    const description = commandWords(process);
    return makeRow({
      label: pids,
      description: `${description}${STATES[process.state].mark}`,
      tooltip: tooltip(process),
      icon: STATES[process.state].icon,
      expand: this.#children.length > 0 ? 'expanded' : 'none',
      context: ['process', ...copyKinds(this.subject)],
      spoken: `process ${process.pid}, ${description}, ${STATES[process.state].words}`,
    });
  }

  children(): readonly TreeNode[] {
    return this.#children;
  }
}

interface StateWords {
  readonly words: string;
  /** What the description ends in: only states that are out of the ordinary. */
  readonly mark: string;
  readonly icon: Icon;
}

const ORDINARY: Icon = { id: 'server-process' };
const PAUSED: Icon = { id: 'debug-pause', color: 'charts.blue' };

const STATES: Readonly<Record<ProcessState, StateWords>> = {
  running: { words: 'running', mark: '', icon: ORDINARY },
  sleeping: { words: 'sleeping', mark: '', icon: ORDINARY },
  'disk-sleep': { words: 'in uninterruptible sleep', mark: ' · uninterruptible', icon: ORDINARY },
  stopped: { words: 'stopped by a signal', mark: ' · stopped', icon: PAUSED },
  traced: { words: 'stopped by a tracer', mark: ' · traced', icon: PAUSED },
  zombie: {
    words: 'zombie: it ended, and its parent has not waited for it',
    mark: ' · zombie',
    icon: { id: 'circle-slash', color: 'list.warningForeground' },
  },
  dead: { words: 'dead', mark: ' · dead', icon: { id: 'circle-slash' } },
  idle: { words: 'idle', mark: '', icon: ORDINARY },
  parked: { words: 'parked', mark: '', icon: ORDINARY },
  unknown: { words: 'state unknown', mark: '', icon: ORDINARY },
};

/** `14008 → 7 → 1`: from the outermost pid namespace to the innermost. */
function pidChain(process: Process): string {
  return isRead(process.pids) && process.pids.value.length > 1 ? process.pids.value.join(' → ') : String(process.pid);
}

function commandWords(process: Process): string {
  const { commandLine, comm } = process;
  if (!isRead(commandLine)) return `[${comm}] · command line: ${unreadWords(commandLine.unread)}`;
  return commandLine.value === '' ? `[${comm}]` : commandLine.value;
}

function tooltip(process: Process): string[] {
  const { commandLine, pids, uid } = process;
  return [
    isRead(commandLine) ? commandLine.value || `[${process.comm}]` : unreadSentence(commandLine.unread),
    `Name: ${process.comm}`,
    `PID: ${process.pid}, parent ${process.parentPid}`,
    isRead(pids)
      ? `PID in each pid namespace, from outside: ${pids.value.join(' → ')}`
      : `PIDs inside: ${unreadSentence(pids.unread)}`,
    `State: ${STATES[process.state].words}`,
    `User ID: ${isRead(uid) ? uid.value : unreadSentence(uid.unread)}`,
  ];
}
