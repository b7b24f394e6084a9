import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program that does a comparable thing. */
export interface Peer {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

export const LSNS: Peer = { name: 'lsns -J', command: ['lsns', '-J'] };
export const PS: Peer = { name: 'ps', command: ['ps', '-eo', 'pid,ppid,stat,cgroup,pidns,comm'] };
export const DOCKER_PS: Peer = { name: 'docker ps', command: ['docker', 'ps', '--no-trunc'] };
/** The floor: what it costs to start the runtime that the helper runs in. */
export const NODE: Peer = { name: 'node -e 0', command: [process.execPath, '-e', '0'] };

/** Milliseconds from the start of a program to its end; its output is read and dropped. @throws {Error} */
export async function timePeer({ name, command: [program, ...args] }: Peer): Promise<number> {
  const since = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.resume();
  const [status] = (await once(child, 'close')) as [number | null];
  const took = performance.now() - since;
  if (status !== 0) throw new Error(`${name} ended with status ${status ?? 'unknown'}`);
  return took;
}
