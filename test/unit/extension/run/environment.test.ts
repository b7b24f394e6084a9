import { expect, it } from 'vitest';
import { runEnvironment } from '../../../../src/extension/run/environment.ts';

it('keeps what programs need, and no secret', () => {
  const env = { PATH: '/bin', HOME: '/root', LC_ALL: 'C', API_TOKEN: 'x', NODE_OPTIONS: '--inspect', LD_PRELOAD: 'y' };
  expect(runEnvironment(env)).toEqual({
    PATH: '/bin',
    HOME: '/root',
    LC_ALL: 'C',
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
  });
});

it('has a PATH in any case', () => {
  expect(runEnvironment({})['PATH']).toMatch(/:\/usr\/bin:/);
});
