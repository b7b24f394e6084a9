import type { LimitResource } from '../../shared/model/cgroup.ts';
import type { Container } from '../../shared/model/container.ts';
import type { LimitChange, LimitPlan, LimitValueText } from '../../shared/model/limit-change.ts';
import type { ContainerTarget } from '../../shared/protocol/actions.ts';
import type { CommandContext, Verdict } from '../commands/command.ts';
import { containerName } from '../container-name.ts';
import { actionFailureWords, isRequestFailure } from '../request-failure.ts';
import { chooseField } from './choose-field.ts';
import { commandLine } from './command-line.ts';
import { CurrentLimits } from './current.ts';
import { initialText } from './initial-text.ts';
import { LIMIT_WORDS } from './names.ts';
import { parseChange, type LimitField } from './parse-change.ts';
import { isHarmful, mustAsk, planLines } from './plan-words.ts';
import { changeName, changeWords, plannedWords, planValues } from './value-words.ts';

/** What is known before the user is asked. */
export interface ChangeRequest {
  /** Only limits of this resource are offered. */
  readonly resource?: LimitResource | undefined;
  /** Nothing is offered: this is what shall be done, where the user agrees. */
  readonly change?: LimitChange | undefined;
}

/** Lets the user choose a limit of the container and a new value, shows what would happen, and does it. */
export async function changeLimit(
  context: CommandContext,
  container: Container,
  { resource, change }: ChangeRequest,
): Promise<void> {
  const { ui } = context;
  const name = containerName(container);
  try {
    const { knobs } = await context.helper.request('container/knobs', { containerId: container.id });
    const limits = new CurrentLimits(knobs);
    const wanted = change ?? (await enterChange(context, container, limits, resource));
    if (wanted !== undefined) await planAndSet(context, container, wanted, { period: limits.period });
  } catch (error) {
    if (!isRequestFailure(error)) throw error;
    ui.warn(`Changing a limit of ${name} failed. ${actionFailureWords(error)}`);
  }
}

async function enterChange(
  context: CommandContext,
  container: Container,
  limits: CurrentLimits,
  resource: LimitResource | undefined,
): Promise<LimitChange | undefined> {
  const field = await chooseField(context, container, limits, resource);
  if (field === undefined) return undefined;
  const current = limits.current(field);
  const { name, examples } = LIMIT_WORDS[field.limit];
  const now = current.kind === 'absent' ? '' : ` Now: ${current.words}.`;
  const text = await context.ui.enter({
    title: `${name} of ${containerName(container)}`,
    prompt: `${examples}.${now}`,
    value: initialText(field, current),
    check: (typed) => verdict(field, typed),
  });
  if (text === undefined) return undefined;
  const parsed = parseChange(field, text);
  return 'error' in parsed ? undefined : parsed.value;
}

function verdict(field: LimitField, text: string): Verdict {
  if (text.trim() === '') return { kind: 'error', words: `Write ${LIMIT_WORDS[field.limit].examples}.` };
  const parsed = parseChange(field, text);
  return 'error' in parsed
    ? { kind: 'error', words: parsed.error }
    : { kind: 'understood', words: `New value: ${changeWords(parsed.value)}` };
}

interface SetOptions {
  /** Microseconds, of version 1 and its CPU quota. */
  readonly period: string | undefined;
  /** With "Undo": what stood in the file after the change that is undone. */
  readonly undoes?: LimitValueText;
}

/** Plans a change, asks for it and does it. Nobody is asked where it only undoes what was agreed to. */
async function planAndSet(
  context: CommandContext,
  container: Container,
  change: LimitChange,
  { period, undoes }: SetOptions,
): Promise<void> {
  const { ui, helper } = context;
  const target: ContainerTarget = { containerId: container.id, init: container.init };
  const plan = await helper.request('limit/plan', { ...target, change });
  const command = commandLine(plan);
  const { before, after } = planValues(plan, change, period);
  const what = `${changeName(change)} of ${containerName(container)}`;
  if (plan.before === plan.after) {
    ui.tell(`${what} is ${after} already`);
    return;
  }
  const isOverwriting = undoes !== undefined && undoes !== plan.before;
  if (undoes === undefined || isOverwriting || mustAsk(plan)) {
    const warning = isOverwriting ? [overwriteWords(plannedWords(plan, change, undoes, period), before)] : [];
    if (!(await askWhether(context, `${what}: ${before} → ${after}?`, plan, warning))) return;
  }
  const params = { ...target, change, before: plan.before, writer: plan.writer };
  const result = await ui.during(`${what}: ${before} → ${after}…`, () => helper.request('limit/set', params));
  const { undo } = result;
  const [old, now] = [result.before, result.after].map((content) => plannedWords(plan, change, content, period));
  const button = await ui.offer({
    text: `${what}: ${old} → ${now}`,
    level: 'information',
    buttons: undo === undefined ? ['Copy Command'] : ['Undo', 'Copy Command'],
  });
  if (button === 'Copy Command') {
    await ui.copy(command);
    ui.tell('Copied');
  } else if (button === 'Undo' && undo !== undefined) {
    await planAndSet(context, container, undo, { period, undoes: result.after });
  }
}

function overwriteWords(set: string, now: string): string {
  return `⚠ It was set to ${set} and is ${now} now: another program, the runtime or somebody by hand wrote it meanwhile.`;
}

async function askWhether(
  { ui }: CommandContext,
  message: string,
  plan: LimitPlan,
  warnings: readonly string[],
): Promise<boolean> {
  const command = commandLine(plan);
  for (;;) {
    const answer = await ui.ask({
      message,
      detail: [...warnings, ...planLines(plan, command)].join('\n'),
      buttons: [isHarmful(plan) || warnings.length > 0 ? 'Change Anyway' : 'Change', 'Copy Command'],
    });
    if (answer !== 'Copy Command') return answer !== undefined;
    await ui.copy(command);
  }
}
