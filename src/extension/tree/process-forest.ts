import type { Process } from '../../shared/model/process.ts';

/** A process and its place: the process that stands above it, where there is one. */
export interface PlacedProcess {
  readonly process: Process;
  readonly children: PlacedProcess[];
}

/** Processes below this depth stand beside each other: a chain of forks must not become a staircase without end. */
const DEPTH_LIMIT = 40;

/** Puts processes below their parents. A process whose parent is not in the list stands at the top. */
export function processForest(processes: readonly Process[]): PlacedProcess[] {
  const childrenOf = new Map<number, Process[]>();
  const pids = new Set(processes.map((process) => process.pid));
  const tops: Process[] = [];
  for (const process of processes) {
    if (process.parentPid === process.pid || !pids.has(process.parentPid)) {
      tops.push(process);
      continue;
    }
    const siblings = childrenOf.get(process.parentPid);
    if (siblings === undefined) childrenOf.set(process.parentPid, [process]);
    else siblings.push(process);
  }

  const placed = new Set<Process>();
  const forest: PlacedProcess[] = [];
  const plant = (top: Process) => {
    const open = [{ process: top, siblings: forest, depth: 0 }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { process, siblings, depth } = next;
      if (placed.has(process)) continue;
      placed.add(process);
      const entry: PlacedProcess = { process, children: [] };
      siblings.push(entry);
      const below = depth < DEPTH_LIMIT ? entry.children : siblings;
      const children = childrenOf.get(process.pid) ?? [];
      for (const child of children.toReversed()) open.push({ process: child, siblings: below, depth: depth + 1 });
    }
  };
  tops.forEach(plant);
  // The list is read while processes come and go: two of them may each name the other as its parent.
  for (const process of processes) if (!placed.has(process)) plant(process);
  return forest;
}
