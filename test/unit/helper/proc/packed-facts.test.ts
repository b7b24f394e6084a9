import { describe, expect, it } from 'vitest';
import { type PackedFacts, packFacts, unpackFacts } from '../../../../src/helper/proc/packed-facts.ts';
import type { ProcessFacts } from '../../../../src/helper/proc/process-facts.ts';

const facts = (pid: number, other: Partial<ProcessFacts> = {}): ProcessFacts => ({
  ...{ pid, comm: 'sleep', state: 'sleeping', parentPid: 1, kernelThread: false, startTime: 1000 },
  ...{ cgroup: '0::/\n', pidNamespace: 4026531836, pids: undefined },
  ...other,
});

const sent = (packed: PackedFacts) => JSON.parse(JSON.stringify(packed)) as PackedFacts;

describe('packed facts', () => {
  it('are the same facts on the other side, in the same order', () => {
    const all = [
      facts(4194303, { state: 'zombie', parentPid: 0, startTime: 2 ** 40, pidNamespace: 0xffffffff }),
      facts(2, { kernelThread: true, cgroup: '', pidNamespace: 0 }),
      facts(3, { cgroup: '0::/a\n', pidNamespace: 0, pids: [3, 1] }),
      facts(4, { pidNamespace: 0, pids: [] }),
      facts(5, { pidNamespace: 0 }),
    ];
    expect(unpackFacts(sent(packFacts(all)))).toEqual(all);
  });

  it('keep every byte of a hostile name and path', () => {
    const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');
    const all = [facts(7, { comm: bytes, cgroup: `0::/${bytes}\n` })];
    expect(unpackFacts(sent(packFacts(all)))).toEqual(all);
  });

  it('hold each cgroup once', () => {
    const all = Array.from({ length: 10 }, (_, index) => facts(index + 1, { cgroup: `0::/${index % 2}\n` }));
    expect(packFacts(all).cgroups).toEqual(['0::/0\n', '0::/1\n']);
  });

  it('may be none', () => {
    expect(unpackFacts(sent(packFacts([])))).toEqual([]);
  });
});
