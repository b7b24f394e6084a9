import { fileURLToPath } from 'node:url';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { AsUserLauncher } from '../../../../src/extension/helper-client/as-user.ts';
import type { Grant } from '../../../../src/shared/protocol/helper.ts';
import { helperEnvironment, runtimeFlags } from '../../../../src/extension/helper-client/environment.ts';

const EVIL = {
  NODE_OPTIONS: '--inspect',
  LD_PRELOAD: '/tmp/evil.so',
  LD_LIBRARY_PATH: '/tmp',
  NODE_PATH: '/tmp',
  DOCKER_HOST: 'tcp://elsewhere:2375',
  ELECTRON_RUN_AS_NODE: '0',
};

describe('helperEnvironment', () => {
  it('keeps only what the helper needs', () => {
    const own = { PATH: '/bin', HOME: '/home/a', USER: 'a', XDG_RUNTIME_DIR: '/run/user/1', LANG: 'C', ...EVIL };
    expect(helperEnvironment(own, { isElectron: false })).toEqual({
      PATH: '/bin',
      HOME: '/home/a',
      USER: 'a',
      XDG_RUNTIME_DIR: '/run/user/1',
      LANG: 'C',
    });
  });

  it('makes Electron behave as Node', () => {
    expect(helperEnvironment(EVIL, { isElectron: true })).toEqual({ ELECTRON_RUN_AS_NODE: '1' });
  });
});

describe('the compiled program', () => {
  it('is kept in the folder that was named, and nowhere where none was', () => {
    const own = { NODE_COMPILE_CACHE: '/tmp/evil' };
    expect(helperEnvironment(own, { isElectron: false })).toEqual({});
    expect(helperEnvironment(own, { isElectron: false, compileCache: '/home/a/compiled' })).toEqual({
      NODE_COMPILE_CACHE: '/home/a/compiled',
    });
  });
});

describe('runtimeFlags', () => {
  it.each([
    ['20.19.0', false],
    ['22.13.1', false],
    ['22.14.0', true],
    ['23.6.0', false],
    ['23.7.0', true],
    ['24.0.0', true],
    ['100.0.0', true],
  ])('Node %s knows --disable-sigusr1: %s', (version, knows) => {
    expect(runtimeFlags(version, false).includes('--disable-sigusr1')).toBe(knows);
  });

  it('does not pass the flag to Electron', () => {
    expect(runtimeFlags('24.0.0', true)).toEqual(['--max-old-space-size=256', '--max-semi-space-size=8']);
  });
});

describe('AsUserLauncher', () => {
  const grant = () => 'inspect' as const;

  it('gives each helper the grant of its start', async () => {
    const script = fileURLToPath(new URL('../support/environment-helper.ts', import.meta.url));
    const runtime = { execPath: process.execPath, versions: process.versions, env: {} };
    let given: Grant = 'inspect';
    const launcher = new AsUserLauncher(runtime, script, { grant: () => given });
    const argumentsOf = async () =>
      (JSON.parse((await text(launcher.launch().stderr)).replace(/^[^{]*/, '')) as { argv: string[] }).argv.slice(2);
    expect(await argumentsOf()).toEqual([]);
    given = 'manage';
    expect(await argumentsOf()).toEqual(['--manage']);
  });

  it('starts the runtime with its flags and in a clean environment', async () => {
    const script = fileURLToPath(new URL('../support/environment-helper.ts', import.meta.url));
    const runtime = { execPath: process.execPath, versions: process.versions, env: { ...EVIL, HOME: '/h' } };
    const child = new AsUserLauncher(runtime, script, { grant }).launch();
    const told = JSON.parse((await text(child.stderr)).replace(/^[^{]*/, '')) as Record<string, unknown>;
    expect(told).toMatchObject({ env: { HOME: '/h' }, cwd: '/' });
    expect(Object.keys(told['env'] as object)).toEqual(['HOME']);
    expect(told['execArgv']).toContain('--max-old-space-size=256');
    expect(await child.ended).toEqual({ kind: 'exit', code: 0, signal: null });
  });

  it('lets a debugger in only where it is told to', async () => {
    const script = fileURLToPath(new URL('../support/environment-helper.ts', import.meta.url));
    const runtime = { execPath: process.execPath, versions: process.versions, env: {} };
    const flags = async (port?: number) => {
      const child = new AsUserLauncher(runtime, script, { grant, debugPort: port }).launch();
      const told = JSON.parse((await text(child.stderr)).replace(/^[^{]*/, '').replace(/\}[^}]*$/, '}')) as object;
      return (told as { execArgv: string[] }).execArgv.filter((flag) => flag.startsWith('--inspect'));
    };
    expect(await flags()).toEqual([]);
    expect(await flags(0)).toEqual(['--inspect=127.0.0.1:0']);
  });

  it('reports a program that cannot be started as an end', async () => {
    const runtime = { execPath: '/nowhere/node', versions: process.versions, env: {} };
    const child = new AsUserLauncher(runtime, 'x.js', { grant }).launch();
    expect(await child.ended).toMatchObject({ kind: 'spawn' });
    child.kill();
  });
});
