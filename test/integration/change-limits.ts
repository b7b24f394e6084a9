import { readFileSync } from 'node:fs';
import type { LimitChange, LimitPlan } from '../../src/shared/model/limit-change.ts';
import type { ContainerTarget, LimitSetResult } from '../../src/shared/protocol/actions.ts';
import type { LabContainer } from '../lab/container.ts';
import type { HelperClient } from '../support/helper-client.ts';
import { idOf } from './limits-samples.ts';

export async function targetOf(helper: HelperClient, container: LabContainer): Promise<ContainerTarget> {
  const { initPid, initStartTime } = container;
  return { containerId: await idOf(helper, container), init: { pid: initPid, startTime: initStartTime } };
}

export async function planned(helper: HelperClient, container: LabContainer, change: LimitChange): Promise<LimitPlan> {
  return helper.request('limit/plan', { ...(await targetOf(helper, container)), change });
}

/** Plans a change and makes it, as a person would. */
export async function changed(
  helper: HelperClient,
  container: LabContainer,
  change: LimitChange,
): Promise<{ readonly plan: LimitPlan; readonly result: LimitSetResult }> {
  const target = await targetOf(helper, container);
  const plan = await helper.request('limit/plan', { ...target, change });
  const result = await helper.request('limit/set', { ...target, change, before: plan.before, writer: plan.writer });
  return { plan, result };
}

/** A disk of this machine, by the kernel's table of block devices: `major:minor`. */
export function blockDevice(): string {
  const [, major, minor] =
    /^\s*(\d+)\s+(\d+)\s+\d+\s+(?:vd|sd|nvme|xvd)\w+$/m.exec(readFileSync('/proc/partitions', 'utf8')) ?? [];
  return `${major}:${minor}`;
}
