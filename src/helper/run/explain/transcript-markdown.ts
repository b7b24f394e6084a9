import { endWords } from '../../../shared/run/end-words.ts';
import { display } from '../../../shared/text/display.ts';
import { errnoName } from '../../kernel/errno.ts';
import type { RunEnd } from '../../../shared/model/run.ts';
import type { MadeRun } from '../make-run.ts';
import type { Spec } from '../spec/spec-schema.ts';
import type { StepOutcome } from '../transcript.ts';
import { describeStep } from './describe-step.ts';
import { equivalents } from './equivalents.ts';
import { shown } from './quote.ts';

/** What is known of a run, which may still be running. */
export interface RunRecord {
  readonly made: MadeRun;
  readonly steps: readonly StepOutcome[];
  readonly end: RunEnd | undefined;
}

/** "How it was made" of a run: Markdown in which all that others chose stands between backquotes, where nothing is active. */
export function transcriptMarkdown({ made, steps, end }: RunRecord): string {
  const { title, preset } = made;
  const total = steps.reduce((sum, { duration }) => sum + duration, 0);
  const skipped = made.plan.steps.length - steps.length;
  return [
    `# How ${code(shown(title))} was made`,
    `**${preset.title}.** ${preset.isolates}`,
    `**What it does not do:** ${preset.doesNotIsolate}`,
    `The launcher performed ${steps.length} steps in ${milliseconds(total)}. Each is one or a few system calls; the manual pages namespaces(7), cgroups(7), mount_namespaces(7), capabilities(7) and seccomp(2) tell more.`,
    '## The steps',
    made.plan.steps.flatMap((step, index) => stepLines(index, describeStep(step), steps)).join('\n'),
    ...(skipped > 0 && end !== undefined ? [`${skipped} more steps were not performed.`] : []),
    ...(end === undefined ? [] : [`**Its end:** ${code(endWords(end))}`]),
    '## Nearly the same with other tools',
    ...equivalents(made.spec).flatMap(({ tool, command, differs }) => [
      `### ${tool}`,
      fenced('sh', shownLines(command)),
      differs.map((sentence) => `- ${escaped(sentence)}`).join('\n'),
    ]),
    '## config.json',
    'The same as an OCI runtime specification, which `runc` and others understand. The environment is left out here: it may hold secrets.',
    fenced('json', shownLines(configText(made.spec, []))),
    '',
  ].join('\n\n');
}

/** The specification as runc reads it. */
export function configText(spec: Spec, env: readonly string[] = spec.process.env ?? []): string {
  return JSON.stringify({ ...spec, process: { ...spec.process, env } }, undefined, 2);
}

function stepLines(
  index: number,
  { call, why }: { readonly call: string; readonly why: string },
  outcomes: readonly StepOutcome[],
): readonly string[] {
  const outcome = outcomes.find((each) => each.index === index);
  if (outcome === undefined) return [];
  const { errno, duration, detail } = outcome;
  const failure =
    errno === 0 ? '' : ` **Failed: ${errnoName(errno)}**${detail === '' ? '' : ` ${code(display(detail))}`}`;
  return [`${index + 1}. ${code(call)} ${microseconds(duration)}${failure}  `, `   ${why}`];
}

function microseconds(nanoseconds: number): string {
  return `${Math.round(nanoseconds / 1000).toLocaleString('en')} µs`;
}

function milliseconds(nanoseconds: number): string {
  return `${(nanoseconds / 1e6).toFixed(1)} ms`;
}

/** Each line made fit for people; they stay lines. */
function shownLines(text: string): string {
  return text
    .split('\n')
    .map((part) => shown(part))
    .join('\n');
}

/** A code span: its fence is longer than any row of backquotes in it (CommonMark, 6.1). */
function code(text: string): string {
  const fence = '`'.repeat(longestRow(text) + 1);
  return text.includes('`') ? `${fence} ${text} ${fence}` : fence + text + fence;
}

function fenced(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRow(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

function longestRow(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((row) => row.length));
}

/** A sentence of our own, with numbers of others in it at the most. */
function escaped(sentence: string): string {
  return sentence.replace(/[<>[\]`*_\\]/g, String.raw`\$&`);
}
