import type { Container, Pod } from '../../shared/model/container.ts';
import { RUNTIME_NAMES } from './runtime-names.ts';

/** By what the containers are put together. */
export const GROUPINGS = ['none', 'runtime', 'pod'] as const;

export type Grouping = (typeof GROUPINGS)[number];

export interface Group {
  /** Unique among the groups of all groupings. */
  readonly key: string;
  readonly title: string;
  readonly tooltip: readonly string[];
  /** Groups of a lower rank come first. */
  readonly rank: number;
}

export function isGrouping(value: unknown): value is Grouping {
  return GROUPINGS.some((grouping) => grouping === value);
}

/** The group that a container belongs to. */
export function groupOf(container: Container, grouping: Exclude<Grouping, 'none'>): Group {
  if (grouping === 'runtime') {
    const title = RUNTIME_NAMES[container.runtime];
    const rank = container.runtime === 'unknown' ? 1 : 0;
    return { key: `runtime/${container.runtime}`, title, tooltip: [`Containers made by ${title}`], rank };
  }
  const { pod } = container;
  if (pod === undefined) {
    return { key: 'pod-none', title: 'No pod', tooltip: ['Containers that belong to no pod'], rank: 1 };
  }
  return { key: `pod/${pod.id}`, title: podName(pod), tooltip: [`Pod ${podName(pod)}`, `ID: ${pod.id}`], rank: 0 };
}

/** `namespace/name` where both are known, else the name, else the id. */
export function podName(pod: Pod): string {
  if (pod.name === undefined) return pod.id;
  return pod.namespace === undefined ? pod.name : `${pod.namespace}/${pod.name}`;
}
