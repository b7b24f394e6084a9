import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const NATIVE = resolve(import.meta.dirname, '../../../../native');

/** A program of native/test that does its work until its standard input ends. */
export async function heldProgram(name: string, ...args: readonly string[]) {
  execFileSync('make', ['-s', '-C', NATIVE, `build/${name}`]);
  const child = spawn(resolve(NATIVE, 'build', name), args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const [chunk] = (await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => {
      throw new Error(`${name} ended before it was ready`);
    }),
  ])) as [Buffer];
  return {
    /** What it said when it was ready. */
    line: chunk.toString().trim(),
    async end() {
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    },
  };
}
