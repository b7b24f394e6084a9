import { describe, expect, it } from 'vitest';
import { rememberMissing } from '../../../../src/helper/runtimes/socket-memory.ts';
import { read, type Reading, unread } from '../../../../src/shared/model/reading.ts';

describe('rememberMissing', () => {
  const asked: string[] = [];
  const answers: Record<string, Reading<unknown>> = {
    '/none': unread('gone', 'ENOENT'),
    '/busy': unread('error', 'EAGAIN'),
    '/here': read({ Name: 'web' }),
  };
  const getJson = rememberMissing((socket) => {
    asked.push(socket);
    return Promise.resolve(answers[socket] ?? unread('error'));
  });

  it('connects once to a socket that is not there, and each time to one that is', async () => {
    for (const socket of ['/none', '/busy', '/here', '/none', '/busy', '/here']) {
      expect(await getJson(socket, '/x')).toEqual(answers[socket]);
    }
    expect(asked).toEqual(['/none', '/busy', '/here', '/busy', '/here']);
  });
});
