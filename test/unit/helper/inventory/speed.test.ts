import { describe, expect, it } from 'vitest';
import { hexId, Machine } from './machine.ts';

/** A machine of so many processes, a fiftieth of them containers, each of the others in a chain of parents. */
function crowd(count: number): Machine {
  const machine = new Machine();
  for (let pid = 10; pid < count; pid += 50) {
    machine.docker(pid, pid + 1, hexId(`${pid}`));
    for (let more = 2; more < 40; more++) {
      machine.add(pid + more, {
        parent: pid + more - 1,
        cgroup: `/system.slice/docker-${hexId(`${pid}`)}.scope/x${more}`,
        namespace: 5001 + pid,
      });
    }
    for (let more = 40; more < 50; more++)
      machine.add(pid + more, { parent: pid + more - 1, namespace: 900_000 + pid + more });
  }
  return machine;
}

/** The fastest of some runs: the others were held up by something else. */
function fastest(work: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return Math.min(...times);
}

describe('grouping', () => {
  it('takes a time that grows with the number of processes, not with its square', { timeout: 30_000 }, () => {
    const [small, large] = [crowd(5000), crowd(10_000)];
    small.groups();
    const [one, two] = [fastest(() => small.groups()), fastest(() => large.groups())];
    expect(large.groups().length).toBeGreaterThan(2000);
    expect(one).toBeLessThan(250);
    expect(two / one).toBeLessThan(3.2);
  });

  it('is not slowed down by cgroups in each other as deep as a path can be', { timeout: 30_000 }, () => {
    const machine = new Machine();
    for (let pid = 10; pid < 510; pid++) machine.add(pid, { cgroup: `${'/a'.repeat(2000)}/${pid}` });
    expect(fastest(() => machine.groups())).toBeLessThan(2000);
  });

  it('is not slowed down by a chain of 5,000 parents', () => {
    const machine = new Machine();
    for (let pid = 5010; pid > 10; pid--) {
      machine.add(pid, { parent: pid - 1, namespace: 'hidden', pids: [pid, 7], start: 1 });
    }
    machine.add(10, { namespace: 'hidden', pids: [10, 1] });
    expect(machine.found()).toHaveLength(1);
    expect(fastest(() => machine.groups())).toBeLessThan(250);
  });
});
