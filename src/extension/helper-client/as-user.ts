import type { Grant } from '../../shared/protocol/helper.ts';
import { startChild } from './child.ts';
import { helperArguments, helperEnvironment, runtimeFlags } from './environment.ts';
import type { HelperLauncher, HelperProcess } from './launcher.ts';

export interface Runtime {
  /** The program that runs JavaScript: VS Code's own. */
  readonly execPath: string;
  readonly versions: { readonly node: string; readonly electron?: string | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface AsUserOptions {
  /** What the next helper may do. */
  readonly grant: () => Grant;
  /** Where the runtime keeps the compiled program of the helper. */
  readonly compileCache?: string | undefined;
  /** Lets a debugger in at this port of the loopback address; for contributors only. */
  readonly debugPort?: number | undefined;
}

/** Starts the helper with the rights of the user, in VS Code's own runtime. */
export class AsUserLauncher implements HelperLauncher {
  readonly description = 'helper as the user';
  readonly #runtime: Runtime;
  readonly #script: string;
  readonly #grant: () => Grant;
  readonly #compileCache: string | undefined;
  readonly #debugFlags: readonly string[];

  /** @param script the path of the helper's program */
  constructor(runtime: Runtime, script: string, { grant, compileCache, debugPort }: AsUserOptions) {
    this.#runtime = runtime;
    this.#script = script;
    this.#grant = grant;
    this.#compileCache = compileCache;
    this.#debugFlags = debugPort === undefined ? [] : [`--inspect=127.0.0.1:${debugPort}`];
  }

  launch(): HelperProcess {
    const { execPath, versions, env } = this.#runtime;
    const isElectron = versions.electron !== undefined;
    const flags = [...runtimeFlags(versions.node, isElectron), ...this.#debugFlags];
    return startChild(execPath, [...flags, this.#script, ...helperArguments(this.#grant())], {
      env: helperEnvironment(env, { isElectron, compileCache: this.#compileCache }),
    });
  }
}
