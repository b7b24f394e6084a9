import type { LadderKind } from '../../shared/model/ladder.ts';
import { cpu } from './cpu.ts';
import { cpuset } from './cpuset.ts';
import { io } from './io.ts';
import type { LadderSource } from './ladder-source.ts';
import { memory, memoryHigh, swap } from './memory.ts';
import { pids } from './pids.ts';

/** Every kind of limit, in the order of `LADDER_KINDS`. */
export const LADDERS: Readonly<Record<LadderKind, LadderSource>> = {
  memory,
  'memory-high': memoryHigh,
  swap,
  cpu,
  cpuset,
  io,
  pids,
};
