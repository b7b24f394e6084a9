/**
 * The known value where a fresh one says the same, so that whoever comes later tells by identity that nothing changed.
 * For small plain data.
 */
export function keep<T>(known: T | undefined, fresh: T): T {
  if (known === fresh || known === undefined) return fresh;
  return JSON.stringify(known) === JSON.stringify(fresh) ? known : fresh;
}
