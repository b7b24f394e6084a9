import { describe, expect, it } from 'vitest';
import { readTask } from '../../../../src/extension/run/task-definition.ts';

const MIB = 1024 * 1024;

describe('a task of the type isolated', () => {
  it('is a sandbox that changes nothing, with the limits of one', () => {
    expect(readTask({ type: 'isolated', command: 'npm test' })).toEqual({
      value: {
        command: 'npm test',
        args: ['npm', 'test'],
        isolation: {
          preset: 'sandbox',
          isFolderWritable: false,
          limits: { memoryBytes: 512 * MIB, cpus: 1, pids: 128 },
        },
      },
    });
  });

  it('says what it wants otherwise', () => {
    const task = { type: 'isolated', command: 'make', preset: 'sandbox-with-network', folder: 'writable' };
    expect(readTask({ ...task, memory: '1 GiB', cpus: 'max', processes: '10' })).toMatchObject({
      value: {
        isolation: {
          preset: 'sandbox-with-network',
          isFolderWritable: true,
          limits: { memoryBytes: 1024 * MIB, pids: 10 },
        },
      },
    });
  });

  it.each([
    [{ type: 'isolated' }, /command/],
    [{ type: 'isolated', command: '' }, /command/],
    [{ type: 'isolated', command: ' ' }, /empty/],
    [{ type: 'isolated', command: '"a' }, /not closed/],
    [{ type: 'isolated', command: 'a', preset: 'host' }, /preset/],
    [{ type: 'isolated', command: 'a', mounts: [] }, /not understood/],
    [{ type: 'isolated', command: 'a', memory: '5 apples' }, /size/],
    [{ type: 'isolated', command: 'a', processes: '-1' }, /number of processes/],
    ['text', /not understood/],
  ])('is refused with a reason: %j', (definition, reason) => {
    expect(readTask(definition)).toEqual({ error: expect.stringMatching(reason) as string });
  });
});
