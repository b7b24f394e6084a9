import { randomBytes } from 'node:crypto';

const WORDS_LIMIT = 40;

/** The name of the cgroups of a run: it tells people what runs in it, and is like no other. */
export function runCgroupName(title: string): string {
  const words = title
    .replace(/[^\w.]+/g, '-')
    .replace(/^[-.]+/, '')
    .slice(0, WORDS_LIMIT)
    .replace(/[-.]+$/, '');
  return ['isolated', ...(words === '' ? [] : [words]), randomBytes(6).toString('hex')].join('-');
}
