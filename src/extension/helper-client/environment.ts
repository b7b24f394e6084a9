import type { Grant } from '../../shared/protocol/helper.ts';

/**
 * What the helper may know of the environment. Everything else stays outside: NODE_OPTIONS and LD_* could run code in
 * it, DOCKER_HOST could lead it to another machine.
 */
const KEPT = ['PATH', 'HOME', 'USER', 'XDG_RUNTIME_DIR', 'LANG'] as const;

const HEAP_MEBIBYTES = 256;
/** V8 would let short-lived objects take 134 MB before it collects them; most of ours live for one look. */
const YOUNG_MEBIBYTES = 8;

export interface EnvironmentOptions {
  readonly isElectron: boolean;
  /**
   * Where Node keeps what it made of the helper's program, so that the next one starts sooner. Code is run from there:
   * only for a helper with the rights of the user whom the folder belongs to.
   */
  readonly compileCache?: string | undefined;
}

/** The environment of the helper. */
export function helperEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  { isElectron, compileCache }: EnvironmentOptions,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of KEPT) {
    const value = own[name];
    if (value !== undefined) environment[name] = value;
  }
  if (isElectron) environment['ELECTRON_RUN_AS_NODE'] = '1';
  if (compileCache !== undefined) environment['NODE_COMPILE_CACHE'] = compileCache;
  return environment;
}

/** What the helper's program is called with: who starts it decides what it may do, not who talks to it. */
export function helperArguments(grant: Grant): string[] {
  return grant === 'manage' ? ['--manage'] : [];
}

/** Options for the runtime that the helper runs in. */
export function runtimeFlags(node: string, isElectron: boolean): string[] {
  const flags = [`--max-old-space-size=${HEAP_MEBIBYTES}`, `--max-semi-space-size=${YOUNG_MEBIBYTES}`];
  // Otherwise SIGUSR1 opens a debugger port. A runtime that does not know the flag would refuse to start.
  if (!isElectron && knowsDisableSigusr1(node)) flags.unshift('--disable-sigusr1');
  return flags;
}

function knowsDisableSigusr1(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major >= 24 || (major === 23 && minor >= 7) || (major === 22 && minor >= 14);
}
