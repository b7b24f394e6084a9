import { expect } from 'vitest';
import type { EffectiveLimit, LimitResource } from '../../../src/shared/model/cgroup.ts';
import { LIMIT_RESOURCES } from '../../../src/shared/model/cgroup.ts';
import type { Container } from '../../../src/shared/model/container.ts';
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
