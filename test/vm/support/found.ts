import { expect } from 'vitest';
import type { EffectiveLimit, LimitResource } from '../../../src/shared/model/cgroup.ts';
import { LIMIT_RESOURCES } from '../../../src/shared/model/cgroup.ts';
import type { Container } from '../../../src/shared/model/container.ts';
import type { LabContainer } from '../../lab/container.ts';
import type { HelperClient } from '../../support/helper-client.ts';

export const MIB = 1024 * 1024;

/** The one container of an init. @throws {Error} where there is none, or more than one */
export function onlyOf(found: Iterable<Container>, pid: number): Container {
  const matches = [...found].filter((container) => container.init.pid === pid);
  expect(
    matches.map(({ id }) => id),
    `containers of process ${pid}`,
  ).toHaveLength(1);
  return matches[0] as Container;
}

/** All limits of a container, by resource. */
export async function limitsOf(
  helper: HelperClient,
  containerId: string,
): Promise<Readonly<Record<LimitResource, EffectiveLimit>>> {
  const { limits } = await helper.request('container/limits', { containerId });
  expect(limits.map(({ resource }) => resource)).toEqual(LIMIT_RESOURCES);
  return Object.fromEntries(limits.map((limit) => [limit.resource, limit])) as Record<LimitResource, EffectiveLimit>;
}

/**
 * Waits until the rows of these containers are there, with their names: in software emulation a runtime takes seconds to
 * tell them. Where they do not come, the test that asks for them says what is missing.
 */
export async function untilNamed(helper: HelperClient, containers: readonly LabContainer[]): Promise<void> {
  const isShown = ({ initPid, name, runtime }: LabContainer, known: Iterable<Container>): boolean => {
    const row = [...known].find(({ init }) => init.pid === initPid);
    return row !== undefined && (row.name === name || runtime === 'bubblewrap' || runtime === 'unshare');
  };
  await helper
    .until('names', (known) => containers.every((container) => isShown(container, known.values())), 20_000)
    .catch(() => undefined);
}

/** Waits until each of these processes is the init of a row, whatever its name. */
export async function untilListed(helper: HelperClient, pids: readonly number[]): Promise<void> {
  await helper
    .until('rows', (known) => pids.every((pid) => [...known.values()].some(({ init }) => init.pid === pid)), 20_000)
    .catch(() => undefined);
}
