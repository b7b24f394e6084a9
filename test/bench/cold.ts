// How long until the first inventory is there.
import type { Context } from './context.ts';
import { startHelper } from './helper.ts';
import { LSNS, NODE, PS, timePeer } from './peers.ts';
import { type Row, row } from './row.ts';

const ATMOST = 0.3;

/**
 * @param scale the processes that there are, in words
 * @param containers the answer must hold so many
 */
export async function measureCold(context: Context, scale: string, containers = 0): Promise<Row[]> {
  const lsns: number[] = [];
  const ps: number[] = [];
  const node: number[] = [];
  const request: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < (context.quick ? 3 : 11); round++) {
    lsns.push(await timePeer(LSNS));
    const since = performance.now();
    const helper = await startHelper(context);
    const greeted = performance.now();
    const found = await helper.client.watch();
    const answered = performance.now();
    if (found.length < containers) throw new Error(`only ${found.length} of ${containers} containers were found`);
    request.push(answered - greeted);
    whole.push(answered - since);
    await helper.end();
    ps.push(await timePeer(PS));
    node.push(await timePeer(NODE));
  }
  const against = (peer: { name: string }, values: readonly number[]) => ({ name: peer.name, values });
  return [
    row(`first inventory, asked of a helper that has read nothing yet, ${scale}`, {
      unit: 'ms',
      ours: request,
      peer: against(LSNS, lsns),
      bound: { of: 'ratio', atMost: ATMOST },
    }),
    row(`first inventory, whole: with starting and loading the helper, ${scale}`, {
      unit: 'ms',
      ours: whole,
      peer: against(LSNS, lsns),
      bound: { of: 'ratio', atMost: ATMOST },
    }),
    row(`first inventory, whole, beside ps, ${scale}`, { unit: 'ms', ours: whole, peer: against(PS, ps) }),
    row(`first inventory, whole, beside its floor, ${scale}`, { unit: 'ms', ours: whole, peer: against(NODE, node) }),
  ];
}
