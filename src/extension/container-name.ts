import type { Container } from '../shared/model/container.ts';
import { shorten } from './tree/row.ts';

/** Characters of a name in a sentence. */
const NAME_LIMIT = 60;

/** What a container is called in a sentence. */
export function containerName({ name }: Container): string {
  return shorten(name, NAME_LIMIT);
}
