// How large the extension is, and how long VS Code waits for it.
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Activation } from './activate.ts';
import type { Context } from './context.ts';
import { NODE, timePeer } from './peers.ts';
import { type Row, row } from './row.ts';

export async function measureExtension({ build, scripts, quick }: Context): Promise<Row[]> {
  const bundle = join(build, 'extension.js');
  const loads: number[] = [];
  const activations: number[] = [];
  const node: number[] = [];
  for (let round = 0; round < (quick ? 3 : 11); round++) {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...[join(scripts, 'activate.cjs'), bundle, join(scripts, 'vscode-stub.cjs')],
    ]);
    const { loadMs, activateMs } = JSON.parse(stdout) as Activation;
    loads.push(loadMs);
    activations.push(loadMs + activateMs);
    node.push(await timePeer(NODE));
  }
  return [
    row('size of dist/extension.js, minified', {
      unit: 'kB',
      ours: [statSync(bundle).size / 1000],
      bound: { of: 'median', atMost: 250 },
    }),
    row('activation: load and activate', {
      unit: 'ms',
      ours: activations,
      peer: { name: NODE.name, values: node },
      bound: { of: 'median', atMost: 50 },
      note: 'a first figure: in a fresh Node process with a stand-in for the module "vscode"',
    }),
    row('  of that, loading', { unit: 'ms', ours: loads }),
  ];
}
