import { formatBytes } from '../../shared/format/bytes.ts';
import { formatCpuLimit } from '../../shared/format/cpu.ts';
import { parseBytes } from '../../shared/format/parse-bytes.ts';
import { countParser } from '../../shared/format/parse-count.ts';
import { parseCpus } from '../../shared/format/parse-cpus.ts';
import { orMax, type Parsed } from '../../shared/format/parsed.ts';
import type { RunLimits } from '../../shared/model/run.ts';
import type { Choice, Ui } from '../commands/command.ts';

type LimitName = keyof RunLimits;

interface LimitField {
  readonly title: string;
  readonly prompt: string;
  readonly format: (value: number) => string;
  readonly parse: (text: string) => Parsed<number>;
}

const processes = (count: number) => (count === 1 ? '1 process' : `${count} processes`);

const FIELDS: Readonly<Record<LimitName, LimitField>> = {
  memoryBytes: {
    title: 'Memory',
    prompt: 'A size such as 512M or 1.5 GiB, or max. Above it the kernel kills.',
    format: formatBytes,
    parse: parseBytes,
  },
  cpus: {
    title: 'CPU',
    prompt: 'A number of CPUs such as 1.5, or max. Above it the run waits.',
    format: formatCpuLimit,
    parse: parseCpus,
  },
  pids: {
    title: 'Processes',
    prompt: 'A number of processes and threads, or max. Above it none is made.',
    format: processes,
    parse: countParser('a number of processes', 1, 2 ** 22),
  },
};

const NAMES: readonly LimitName[] = ['memoryBytes', 'cpus', 'pids'];

/** All limits in one phrase: `512 MiB, 1 CPU, 128 processes`. */
export function limitsWords(limits: RunLimits): string {
  const words = NAMES.flatMap((name) => {
    const value = limits[name];
    return value === undefined ? [] : [FIELDS[name].format(value)];
  });
  return words.length === 0 ? 'no limits' : words.join(', ');
}

/** Lets the user change one limit after the other; `undefined` where the user gives up. */
export async function editLimits(ui: Ui, limits: RunLimits): Promise<RunLimits | undefined> {
  let edited = limits;
  for (;;) {
    const choices = NAMES.map((name): Choice<LimitName | 'done'> => {
      const value = edited[name];
      const description = value === undefined ? 'no limit' : FIELDS[name].format(value);
      return { label: FIELDS[name].title, description, isCurrent: false, value: name };
    });
    const done = { label: 'Done', description: limitsWords(edited), isCurrent: false, value: 'done' as const };
    const chosen = await ui.choose('Run isolated: limits', [...choices, done]);
    if (chosen === undefined) return undefined;
    if (chosen === 'done') return edited;
    edited = await editLimit(ui, edited, chosen);
  }
}

/** Lets the user change one limit; the same limits where the user does not. */
export async function editLimit(ui: Pick<Ui, 'enter'>, limits: RunLimits, name: LimitName): Promise<RunLimits> {
  const { title, prompt, format, parse } = FIELDS[name];
  const parseLimit = orMax(parse);
  const value = limits[name];
  const text = await ui.enter({
    title: `Run isolated: ${title}`,
    prompt,
    value: value === undefined ? 'max' : format(value).replace(/ (process(es)?|CPUs?)$/, ''),
    check: (typed) => {
      const parsed = parseLimit(typed);
      if ('error' in parsed) return { kind: 'error', words: parsed.error };
      return { kind: 'understood', words: parsed.value === 'max' ? 'no limit' : format(parsed.value) };
    },
  });
  const parsed = text === undefined ? undefined : parseLimit(text);
  if (parsed === undefined || 'error' in parsed) return limits;
  return withLimit(limits, name, parsed.value);
}

/** The same limits, but for one. */
export function withLimit(limits: RunLimits, name: LimitName, value: number | 'max'): RunLimits {
  const others = Object.fromEntries(Object.entries(limits).filter(([other]) => other !== name));
  return value === 'max' ? others : { ...others, [name]: value };
}
