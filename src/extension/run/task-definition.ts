import * as z from 'zod/mini';
import { parseBytes } from '../../shared/format/parse-bytes.ts';
import { countParser } from '../../shared/format/parse-count.ts';
import { parseCpus } from '../../shared/format/parse-cpus.ts';
import { orMax, type Parsed } from '../../shared/format/parsed.ts';
import { RUN_PRESET_IDS, type Isolation, type RunLimits } from '../../shared/model/run.ts';
import { RUN_PRESETS } from '../../shared/run/presets.ts';
import { parseCommandLine } from './command-line.ts';
import { withLimit } from './limits.ts';

const LONGEST_COMMAND = 8192;

/** As taskDefinitions of package.json says it; VS Code itself checks nothing. */
const definition = z.strictObject({
  type: z.literal('isolated'),
  command: z.string().check(z.minLength(1), z.maxLength(LONGEST_COMMAND)),
  preset: z.exactOptional(z.enum(RUN_PRESET_IDS)),
  folder: z.exactOptional(z.enum(['writable', 'read-only'])),
  memory: z.exactOptional(z.string()),
  cpus: z.exactOptional(z.string()),
  processes: z.exactOptional(z.string()),
});

/** What a task of the type `isolated` runs. */
export interface IsolatedTask {
  readonly command: string;
  readonly args: readonly string[];
  readonly isolation: Isolation;
}

const parsers = {
  memoryBytes: orMax(parseBytes),
  cpus: orMax(parseCpus),
  pids: orMax(countParser('a number of processes', 1, 2 ** 22)),
} as const;

/** Reads a definition of tasks.json, or says what is wrong with it. */
export function readTask(value: unknown): Parsed<IsolatedTask> {
  const read = definition.safeParse(value);
  if (!read.success) {
    const where = read.error.issues[0]?.path.join('.') ?? '';
    return { error: `The task has something that is not understood${where === '' ? '' : `: ${where}`}.` };
  }
  const { command, preset = 'sandbox', folder = 'read-only', memory, cpus, processes } = read.data;
  const args = parseCommandLine(command);
  if (args === undefined || args.length === 0) return { error: 'The command of the task is empty or not closed.' };
  const limits = readLimits(RUN_PRESETS[preset].limits, { memoryBytes: memory, cpus, pids: processes });
  if ('error' in limits) return limits;
  return {
    value: { command, args, isolation: { preset, isFolderWritable: folder === 'writable', limits: limits.value } },
  };
}

function readLimits(
  preset: RunLimits,
  texts: Readonly<Record<keyof RunLimits, string | undefined>>,
): Parsed<RunLimits> {
  let limits = preset;
  for (const name of ['memoryBytes', 'cpus', 'pids'] as const) {
    const text = texts[name];
    if (text === undefined) continue;
    const parsed = parsers[name](text);
    if ('error' in parsed) return parsed;
    limits = withLimit(limits, name, parsed.value);
  }
  return { value: limits };
}
