import { startChild } from './child.ts';
import { helperEnvironment, runtimeFlags } from './environment.ts';
import type { HelperLauncher, HelperProcess } from './launcher.ts';

export interface Runtime {
  /** The program that runs JavaScript: VS Code's own. */
  readonly execPath: string;
  readonly versions: { readonly node: string; readonly electron?: string | undefined };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Starts the helper with the rights of the user, in VS Code's own runtime. */
export class AsUserLauncher implements HelperLauncher {
  readonly description = 'helper as the user';
  readonly #runtime: Runtime;
  readonly #script: string;
  readonly #debugFlags: readonly string[];

  /**
   * @param script the path of the helper's program
   * @param debugPort lets a debugger in at this port of the loopback address; for contributors only
   */
  constructor(runtime: Runtime, script: string, debugPort?: number) {
    this.#runtime = runtime;
    this.#script = script;
    this.#debugFlags = debugPort === undefined ? [] : [`--inspect=127.0.0.1:${debugPort}`];
  }

  launch(): HelperProcess {
    const { execPath, versions, env } = this.#runtime;
    const isElectron = versions.electron !== undefined;
    return startChild(execPath, [...runtimeFlags(versions.node, isElectron), ...this.#debugFlags, this.#script], {
      env: helperEnvironment(env, isElectron),
    });
  }
}
