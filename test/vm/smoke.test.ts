import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
it('boots', () => {
  expect(readFileSync('/proc/self/cgroup', 'utf8')).toContain('0::/');
});
