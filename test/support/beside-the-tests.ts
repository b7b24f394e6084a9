// For vitest: starts processes beside a run of the tests, and proves at its end that no test did anything to them.
import { Bystanders } from './bystanders.ts';
import { harmOf, standingProcesses } from './services.ts';

/** @returns what vitest calls after the last test, and which makes the run fail */
export default async function setup(): Promise<() => Promise<void>> {
  const standing = standingProcesses();
  const bystanders = await Bystanders.start();
  return async () => {
    const harm = [...(await bystanders.end()), ...harmOf(standing)];
    if (harm.length === 0) return;
    // By itself vitest only prints what is thrown here.
    process.exitCode = 1;
    throw new Error(`A test did something to processes that no test started:\n${harm.join('\n')}`);
  };
}
