import { randomUUID } from 'node:crypto';
import { defineConfig } from 'vitest/config';
import { projectNode } from './scripts/lib/node-modules.mjs';
import { machineTarget, vsixFile } from './scripts/lib/vsix.mjs';
import { serverMain } from './scripts/lib/vscode-server.mjs';
import { RUN_MARK } from './test/lab/started.ts';

/** One at a time: the tests of these share the machine's containers, ports and screen time. */
const alone = { fileParallelism: false, testTimeout: 60_000, hookTimeout: 180_000, teardownTimeout: 30_000 };

/** By this the tests know what they started: see test/lab/started.ts. */
const mark = { [RUN_MARK]: randomUUID() };
const besideTheTests = { globalSetup: 'test/support/beside-the-tests.ts', env: mark };

/** Which of the test machines this is, if any: these tests change the machine that they run on. See scripts/lib/vm.mjs. */
const machine = process.env.CONTAINER_INTERNALS_VM;
const vm = {
  test: {
    name: 'vm',
    include: [`test/vm/${machine}/**/*.test.ts`],
    ...alone,
    ...besideTheTests,
    chaiConfig: { truncateThreshold: 0 },
  },
};

export default defineConfig({
  test: {
    projects: [
      ...(machine ? [vm] : []),
      {
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], sequence: { groupOrder: 0 }, env: mark },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          ...alone,
          ...besideTheTests,
        },
      },
      {
        test: { name: 'page', include: ['test/page/**/*.test.ts'], sequence: { groupOrder: 2 }, ...alone, env: mark },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          sequence: { groupOrder: 3 },
          ...alone,
          ...besideTheTests,
          // Where test/e2e/support finds what `npm test` provides.
          env: { ...mark, E2E_NODE: projectNode(), E2E_SERVER: serverMain, E2E_VSIX: vsixFile(machineTarget) },
        },
      },
    ],
  },
});
