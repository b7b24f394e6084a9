import { formatBytes } from '../../shared/format/bytes.ts';
import { countOf } from '../../shared/format/count.ts';
import type { LimitPlan, LimitRisk, LimitWriter } from '../../shared/model/limit-change.ts';
import { shorten } from '../tree/row.ts';

const PATH_LIMIT = 300;

const WRITERS: Readonly<Record<LimitWriter, string>> = {
  docker: 'Docker writes it (docker update) and remembers it, also over a restart of the container.',
  podman: 'Podman writes it (podman update) and remembers it.',
  systemd: 'systemd writes it (set-property --runtime) and keeps it until the unit is started again.',
  file: 'It is written to the file itself, and lasts as long as the cgroup.',
};

const OWNERS: Readonly<Record<Extract<LimitRisk, { kind: 'owner-may-undo' }>['owner'], string>> = {
  docker: 'Docker does not know of it, and puts its own value back when it writes its limits next.',
  podman: 'Podman does not know of it, and puts its own value back when it writes its limits next.',
  systemd: 'systemd does not know of it, and puts its own value back at the next daemon-reload.',
  runtime: 'The runtime does not know of it, and may put its own value back.',
};

/** Who writes the new value, and how long it lasts. */
export function writerWords(writer: LimitWriter): string {
  return WRITERS[writer];
}

/** What may happen, a sentence each. */
export function riskWords(risk: LimitRisk, plan: Pick<LimitPlan, 'before' | 'after'>): string {
  switch (risk.kind) {
    case 'oom-kill':
      return `${formatBytes(risk.use)} are in use, more than the new limit: the kernel reclaims, and kills processes where that is not enough.`;
    case 'reclaim':
      return `${formatBytes(risk.use)} are in use, more than the new limit: the kernel reclaims and slows the container down.`;
    case 'refused-if-in-use':
      return `${formatBytes(risk.use)} are in use, more than the new limit: the kernel refuses it where it cannot reclaim enough.`;
    case 'no-new-tasks':
      return `There are ${countOf(risk.use, 'task', 'tasks')} already: no new process or thread can be made.`;
    case 'bound-above':
      return `A cgroup above allows less (${shorten(risk.by.text, PATH_LIMIT)}): the new value does not count.`;
    case 'owner-may-undo':
      return OWNERS[risk.owner];
    case 'swap-follows':
      return swapWords(memoryLimit(plan.before), memoryLimit(plan.after));
  }
}

/** @param before bytes, the limit of memory alone; `Infinity` for none, `NaN` where it is nothing else */
function swapWords(before: number, after: number): string {
  const subject = 'The limit of memory and swap together';
  if (after === Infinity) return `${subject} is taken away along.`;
  const keeps = 'so that as much swap is allowed as before';
  if (before === Infinity && after < before) return `${subject} is set along, ${keeps}.`;
  if (after > before) return `${subject} is raised along, ${keeps}.`;
  if (after < before) return `${subject} is lowered along, ${keeps}.`;
  return `${subject} changes along.`;
}

/** Version 1 shows the largest number of whole pages, near 2^63 bytes, where there is no limit. */
const NO_LIMIT_V1 = 2 ** 62;

function memoryLimit(content: string): number {
  if (content === 'max') return Infinity;
  const bytes = /^\d+$/.test(content) ? Number(content) : NaN;
  return bytes >= NO_LIMIT_V1 ? Infinity : bytes;
}

/** The plan in lines: who writes what, what may happen, the command. */
export function planLines(plan: LimitPlan, command: string): string[] {
  return [
    ...plan.risks.map((risk) => `${risk.kind === 'swap-follows' ? '' : '⚠ '}${riskWords(risk, plan)}`),
    writerWords(plan.writer),
    `File: ${shorten(plan.file.text, PATH_LIMIT)}`,
    `Command: ${command}`,
  ];
}

const HARMFUL: ReadonlySet<LimitRisk['kind']> = new Set<LimitRisk['kind']>([
  'oom-kill',
  'reclaim',
  'refused-if-in-use',
  'no-new-tasks',
]);

/** Whether the change may harm what runs now. */
export function isHarmful(plan: LimitPlan): boolean {
  return plan.risks.some(({ kind }) => HARMFUL.has(kind));
}

/** Whether it is not done without a question, even where it only brings an old value back: it harms, or may not last. */
export function mustAsk(plan: LimitPlan): boolean {
  return isHarmful(plan) || plan.risks.some(({ kind }) => kind === 'owner-may-undo');
}
