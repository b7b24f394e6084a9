import { describe, expect, it } from 'vitest';
import { HelperClient, REQUEST_DEADLINE } from '../../../../src/extension/helper-client/client.ts';
import { HelperUnavailable } from '../../../../src/extension/helper-client/failure.ts';
import { FakeLauncher } from '../support/launch-fake.ts';
import { MemoryLog } from '../support/memory-log.ts';

describe('HelperClient', () => {
  it('rejects, and does not throw, where the connection is closed but the helper has not ended yet', async () => {
    const helper = new FakeLauncher('close').launch();
    const client = new HelperClient(helper, new MemoryLog());
    const closed = new Promise((resolve) => helper.stdout.once('close', resolve));
    await client.initialize();
    await closed;
    const answer = client.request('container/limits', { containerId: 'x' });
    await expect(answer).rejects.toBeInstanceOf(HelperUnavailable);
    expect(await client.failed).toMatchObject({ kind: 'broken' });
    await helper.ended;
  });

  it('waits longer than the helper takes for its own answer that something was late', () => {
    expect(REQUEST_DEADLINE).toBeGreaterThan(8000);
  });
});
