import { chmod, chown, cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { run, waitFor } from '../../lab/exec.ts';
import { type Account, launch, type Launched } from './launch.ts';
import { provided } from './provided.ts';

export interface ServerOptions {
  /** The user's settings.json. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Keep workspace trust, and its question. Off unless told. */
  readonly workspaceTrust?: boolean;
  /** Another VSIX than that of this checkout; none where null. */
  readonly vsix?: string | null;
  /** More extensions that are installed beside it: their VSIX files. */
  readonly others?: readonly string[];
  readonly account?: Account;
  /** A program and its arguments, run as the user of the tests, that VS Code runs below: `unshare …`. */
  readonly inside?: readonly string[];
}

export interface Server {
  /** Ends with `?tkn=…`; more parameters can be added with `&`. */
  readonly url: string;
  readonly pid: number;
  /** Holds the logs, the extensions and the settings; gone after close. */
  readonly dataFolder: string;
  /** What the server has written to its console. */
  readonly output: () => string;
  close(): Promise<void>;
}

/** The server itself where the account can read it; the cache may lie in a home that only root can enter. */
async function readableServer(server: string, dataFolder: string, account: Account | undefined): Promise<string> {
  if (account === undefined) return server;
  const from = dirname(dirname(server));
  for (let folder = from; folder !== '/'; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o005) !== 0o005) {
      const copy = join(dataFolder, 'server');
      // Links cost nothing; they are not possible from one file system to another.
      await run('cp', ['-al', from, copy]).catch(async () => {
        await rm(copy, { recursive: true, force: true });
        await run('cp', ['-a', from, copy]);
      });
      return join(copy, 'out', 'server-main.js');
    }
  }
  return server;
}

/** Starts a VS Code server with folders of its own and the packaged extension. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const { node, server, vsix } = provided();
  const { account } = options;
  const dataFolder = await mkdtemp(join(tmpdir(), 'container-internals-e2e-'));
  const launched: Launched[] = [];
  const close = async (): Promise<void> => {
    for (const program of launched.reverse()) await program.end();
    await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const userFolder = join(dataFolder, 'data', 'User');
    await mkdir(userFolder, { recursive: true });
    await writeFile(join(userFolder, 'settings.json'), JSON.stringify(options.settings ?? {}));
    const token = `e2e-${String(process.pid)}-${String(Date.now())}`;
    const tokenFile = join(dataFolder, 'token');
    await writeFile(tokenFile, token);
    const main = await readableServer(server, dataFolder, account);
    const chosen = options.vsix === undefined ? vsix : options.vsix;
    const packages: string[] = [];
    for (const [index, file] of [...(chosen === null ? [] : [chosen]), ...(options.others ?? [])].entries()) {
      const copy = join(dataFolder, `extension-${index}.vsix`);
      await cp(file, copy);
      packages.push(copy);
    }
    if (account !== undefined) {
      for (const path of [dataFolder, join(dataFolder, 'data'), userFolder, tokenFile]) {
        await chown(path, account.uid, account.gid);
      }
      await chmod(dataFolder, 0o755);
    }

    const folders = ['--server-data-dir', dataFolder, '--extensions-dir', join(dataFolder, 'extensions')];
    if (packages.length > 0) {
      const each = packages.flatMap((file) => ['--install-extension', file]);
      const install = launch([node, main, ...each, '--force', ...folders], account);
      launched.push(install);
      const [status] = (await once(install.child, 'close')) as [number | null];
      if (status !== 0) throw new Error(`the extension could not be installed:\n${install.output()}`);
    }

    const running = launch(
      [
        ...[node, main, '--host', '127.0.0.1', '--port', '0', '--connection-token-file', tokenFile],
        ...['--accept-server-license-terms', '--telemetry-level', 'off', ...folders],
        ...(options.workspaceTrust === true ? [] : ['--disable-workspace-trust']),
      ],
      account,
      options.inside,
    );
    launched.push(running);
    const port = await waitFor(
      'the VS Code server',
      () => {
        if (running.child.exitCode !== null) throw new Error(`it ended:\n${running.output()}`);
        return /listening on (\d+)/.exec(running.output())?.[1];
      },
      { timeoutMs: 30_000 },
    );
    return {
      url: `http://127.0.0.1:${port}/?tkn=${token}`,
      pid: running.child.pid ?? 0,
      dataFolder,
      output: running.output,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
