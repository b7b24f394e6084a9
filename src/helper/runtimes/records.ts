import type * as z from 'zod/mini';
import { isRead } from '../../shared/model/reading.ts';
import type { ByteString } from '../../shared/text/display.ts';
import { describeAnnotations, named } from './annotations.ts';
import { isPathId } from './ids.ts';
import { parseFile } from './json.ts';
import { firstAnnotations, givenBundles } from './oci.ts';
import type { Candidate, Description, RecordedContainer, RuntimeContext } from './runtime.ts';

/** More records than any machine runs containers: a folder with more is not read to its end. */
const MOST_RECORDS = 4096;
const READS_AT_ONCE = 16;

/** How an OCI runtime records its containers: one folder each, with a JSON file in it. */
export interface RecordFormat<T> {
  /** The name of the runtime's folder in /run and in `$XDG_RUNTIME_DIR`. */
  readonly folder: string;
  readonly file: string;
  readonly schema: z.ZodMiniType<T>;
  toContainer(containerId: ByteString, record: T): RecordedContainer;
}

export async function readRecords<T>(
  format: RecordFormat<T>,
  context: RuntimeContext,
): Promise<readonly RecordedContainer[]> {
  const containers: RecordedContainer[] = [];
  for (const root of rootsOf(format, context)) {
    const names = await context.listFolder(root);
    const ids = isRead(names) ? names.value.filter(isPathId).slice(0, MOST_RECORDS) : [];
    for (let start = 0; start < ids.length; start += READS_AT_ONCE) {
      const some = ids.slice(start, start + READS_AT_ONCE);
      const found = await Promise.all(some.map((id) => readRecord(format, root, id, context)));
      containers.push(...found.filter((container) => container !== undefined));
    }
  }
  return containers;
}

/** Name and image of a container on record; the bundle's annotations may name another engine that runs this runtime. */
export async function describeRecorded<T>(
  format: RecordFormat<T>,
  { containerId, bundle }: Candidate,
  context: RuntimeContext,
): Promise<Description> {
  const known = bundle ?? (await findBundle(format, containerId, context));
  const told = await firstAnnotations(givenBundles(known), context);
  const id = told === undefined ? undefined : containerId;
  // A person chooses the id: it is the name.
  return { ...named(id, 'disk'), ...describeAnnotations(told) };
}

async function findBundle<T>(
  format: RecordFormat<T>,
  id: ByteString | undefined,
  context: RuntimeContext,
): Promise<ByteString | undefined> {
  if (!isPathId(id)) return undefined;
  for (const root of rootsOf(format, context)) {
    const found = await readRecord(format, root, id, context);
    if (found?.bundle !== undefined) return found.bundle;
  }
  return undefined;
}

async function readRecord<T>(
  format: RecordFormat<T>,
  root: string,
  id: ByteString,
  context: RuntimeContext,
): Promise<RecordedContainer | undefined> {
  const record = parseFile(await context.readFile(`${root}/${id}/${format.file}`), format.schema);
  return record === undefined ? undefined : format.toContainer(id, record);
}

function rootsOf({ folder }: RecordFormat<unknown>, { userRuntimeFolder }: RuntimeContext): string[] {
  return [`/run/${folder}`, ...(userRuntimeFolder === undefined ? [] : [`${userRuntimeFolder}/${folder}`])];
}
