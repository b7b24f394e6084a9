import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunBundle } from '../../support/run-bundle.ts';
import { runSpec } from '../../support/run-spec.ts';
import { specWith } from '../run-oci/base-spec.ts';
import { parseObservation } from '../run-oci/observation.ts';
import { PEOPLE } from '../run-oci/people.ts';

/** Starts the launcher with 50 folders of the machine open: from 10 on, where a shell leaves them alone. */
const leaking = [
  'bash',
  '-c',
  `${Array.from({ length: 50 }, (_, index) => `exec ${10 + index}</etc`).join('; ')}; exec "$@"`,
  'bash',
];

// CVE-2024-21626.
describe.each(PEOPLE)('A run by $as that is started with open folders of the machine', ({ as, change }) => {
  let bundle: RunBundle;
  beforeAll(async () => {
    bundle = await RunBundle.make();
  });
  afterAll(() => bundle[Symbol.asyncDispose]());

  it.each([true, false])('has none of them, with an init of its own (%s) or not', async (init) => {
    const { failure, stdout } = await runSpec(specWith(change), {
      bundle: bundle.folder,
      as,
      prefix: leaking,
      compile: { init },
    });
    expect(failure).toBeUndefined();
    expect(parseObservation(stdout).get('descriptor')).toEqual(['0', '1', '2']);
  });
});

it('The init of a run has nothing open but the pipe by which it tells how the program ended', async () => {
  await using bundle = await RunBundle.make();
  // Only who may look at every process may look at it.
  const may = ['CAP_SYS_PTRACE', 'CAP_DAC_READ_SEARCH'];
  const process = {
    args: ['sh', '-c', 'for f in /proc/1/fd/*; do readlink $f; done'],
    capabilities: { bounding: may, effective: may, permitted: may },
  };
  const { stdout } = await runSpec(specWith({ process }), {
    bundle: bundle.folder,
    prefix: leaking,
    compile: { init: true },
  });
  expect(stdout.trim()).toMatch(/^pipe:\[\d+\]$/);
});
