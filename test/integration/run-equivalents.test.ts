import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { equivalents } from '../../src/helper/run/explain/equivalents.ts';
import { makeRun } from '../../src/helper/run/make-run.ts';
import { compileSeccomp } from '../../src/helper/run/seccomp/compile-seccomp.ts';
import { defaultSeccomp } from '../../src/helper/run/seccomp/default-seccomp.ts';
import { RUN_PRESET_IDS, type RunPresetId } from '../../src/shared/model/run.ts';
import { run } from '../lab/exec.ts';
import { nobody, runUnprivileged } from '../lab/user.ts';
import { nobodyFacts, rootFacts } from '../support/run-facts.ts';

const OBSERVE = 'for n in user mnt pid net ipc uts; do readlink /proc/self/ns/$n; done; hostname; id -u; pwd';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'container-internals-same-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The lines of the same observation outside. */
async function outside(): Promise<string[]> {
  return (await run('sh', ['-c', OBSERVE])).stdout.trim().split('\n');
}

const cases = RUN_PRESET_IDS.flatMap((preset) =>
  (['unshare', 'bwrap'] as const).flatMap((tool) =>
    (['root', 'nobody'] as const).map((who) => ({ preset, tool, who })),
  ),
);

describe('the command that is shown', () => {
  it.each(cases)('$tool for "$preset" as $who makes the same namespaces', async ({ preset, tool, who }) => {
    const { command, types } = shown(preset, tool, who);
    const execute = who === 'root' ? run : runUnprivileged;
    const { stdout } = await execute('sh', ['-c', command]);
    const inside = stdout.trim().split('\n');
    const machine = await outside();
    for (const [index, type] of ['user', 'mnt', 'pid', 'net', 'ipc', 'uts'].entries()) {
      const isNew = types.includes(type === 'mnt' ? 'mount' : type === 'net' ? 'network' : type);
      // bubblewrap makes a user namespace for who is not root in any case.
      if (tool === 'bwrap' && type === 'user') continue;
      expect([type, inside[index] !== machine[index]]).toEqual([type, isNew]);
    }
    expect(inside.slice(6)).toEqual([
      preset === 'namespaces-only' ? 'namespaces' : 'sandbox',
      who === 'root' ? '0' : String(nobody),
      '/var/tmp',
    ]);
  });
});

function shown(preset: RunPresetId, tool: string, who: 'root' | 'nobody') {
  const { spec } = makeRun(
    {
      title: 'a test',
      args: ['sh', '-c', OBSERVE],
      folder: '/var/tmp',
      environment: {},
      isolation: { preset, isFolderWritable: false, limits: {} },
    },
    {
      facts: who === 'root' ? rootFacts() : nobodyFacts(),
      cgroupName: 'isolated-test',
      seccomp: defaultSeccomp('x64'),
      compileSeccomp,
      place: undefined,
    },
  );
  const command = equivalents(spec).find((each) => each.tool === tool)?.command ?? '';
  return { command, types: (spec.linux.namespaces ?? []).map(({ type }) => type as string) };
}
