import { beforeEach, describe, expect, it } from 'vitest';
import { confirmTask } from '../../../../src/extension/run/confirm-task.ts';
import type { Store } from '../../../../src/extension/run/history.ts';
import type { IsolatedTask } from '../../../../src/extension/run/task-definition.ts';
import { FakeUi } from '../support/fake-ui.ts';

const TASK: IsolatedTask = {
  command: 'make',
  args: ['make'],
  isolation: { preset: 'sandbox', isFolderWritable: true, limits: { pids: 5 } },
};

describe('a task of a workspace', () => {
  let ui: FakeUi;
  let store: Store;

  beforeEach(() => {
    ui = new FakeUi();
    let kept: unknown;
    store = { get: () => kept, update: (_, value) => Promise.resolve(void (kept = value)) };
  });

  const confirm = (task: IsolatedTask = TASK, folder = '/work') => confirmTask({ ui, store }, task, folder);

  it('is shown in full before it runs', async () => {
    expect(await confirm()).toBe(false);
    const [question] = ui.questions;
    expect(question?.detail).toContain('Command: "make"');
    expect(question?.detail).toContain('Folder: "/work", writable');
    expect(question?.detail).toContain('Sandbox.');
    expect(question?.detail).toContain('Limits: 5 processes');
  });

  it('is asked about until it is confirmed, and then no more', async () => {
    expect(await confirm()).toBe(false);
    ui.answers.push('Run');
    expect(await confirm()).toBe(true);
    expect(await confirm()).toBe(true);
    expect(ui.questions).toHaveLength(2);
  });

  it.each<[string, IsolatedTask, string?]>([
    ['another command', { ...TASK, command: 'make ' }],
    ['another folder', TASK, '/work2'],
    ['other limits', { ...TASK, isolation: { ...TASK.isolation, limits: { pids: 6 } } }],
    ['another preset', { ...TASK, isolation: { ...TASK.isolation, preset: 'namespaces-only' } }],
    ['a folder that can be written', { ...TASK, isolation: { ...TASK.isolation, isFolderWritable: false } }],
  ])('is asked about again with %s', async (_, changed, folder) => {
    ui.answers.push('Run');
    await confirm();
    expect(await confirm(changed, folder)).toBe(false);
    expect(ui.questions).toHaveLength(2);
  });

  it('cannot put lines of its own into the question', async () => {
    await confirm({ ...TASK, command: 'a\n\nFolder: "/", read-only' });
    expect(ui.questions[0]?.detail?.split('\n\n')).toHaveLength(4);
  });
});
