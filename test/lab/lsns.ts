import { run } from './exec.ts';

/** One namespace as lsns(8) sees it. Process numbers and names are of the lowest pid inside. */
export interface ListedNamespace {
  /** Inode number. */
  readonly ns: number;
  readonly type: string;
  readonly nprocs: number;
  readonly pid: number;
  readonly ppid: number;
  readonly uid: number;
  readonly user: string;
  readonly command: string;
  /** Inode of the parent namespace (pid and user namespaces), 0 where there is none. */
  readonly pns: number;
  /** Inode of the owning user namespace, 0 where it is unknown. */
  readonly ons: number;
}

const columns = ['ns', 'type', 'nprocs', 'pid', 'ppid', 'uid', 'user', 'command', 'pns', 'ons'] as const;
const texts: readonly string[] = ['type', 'user', 'command'];

/**
 * Parses `lsns -J -l`.
 * @throws {Error} where the text has another shape
 */
export function parseLsns(json: string): ListedNamespace[] {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== 'object' || parsed === null || !('namespaces' in parsed) || !Array.isArray(parsed.namespaces)) {
    throw new Error('lsns: no list of namespaces in its output');
  }
  return parsed.namespaces.map((row: unknown) => {
    const fields = new Map(Object.entries(row ?? {}));
    const entries = columns.map((column) => {
      const value: unknown = fields.get(column);
      // A parent or owner that cannot be seen is null; old versions write numbers as text.
      if (texts.includes(column)) return [column, typeof value === 'string' ? value : ''];
      const number = Number(value ?? 0);
      if (!Number.isSafeInteger(number)) throw new Error(`lsns: ${column} is ${JSON.stringify(value)}`);
      return [column, number];
    });
    return Object.fromEntries(entries) as ListedNamespace;
  });
}

/** All namespaces that have processes, as lsns sees them now. */
export async function listNamespaces(options: { uid?: number } = {}): Promise<ListedNamespace[]> {
  const output = columns.map((column) => column.toUpperCase()).join(',');
  return parseLsns((await run('lsns', ['-J', '-l', '-o', output], options)).stdout);
}

/** The namespaces of one process, by type. @throws {Error} where lsns lists none */
export async function namespacesOf(pid: number): Promise<Map<string, number>> {
  const output = columns.map((column) => column.toUpperCase()).join(',');
  const listed = parseLsns((await run('lsns', ['-J', '-l', '-p', String(pid), '-o', output])).stdout);
  if (listed.length === 0) throw new Error(`lsns: no namespaces of process ${pid}`);
  return new Map(listed.map(({ type, ns }) => [type, ns]));
}
