/** Natural order: `web-2` before `web-10`, whatever the case; equal names by `id`, so that the order never wavers. */
export function compareNatural(a: { name: string; id: string }, b: { name: string; id: string }): number {
  return COLLATOR.compare(a.name, b.name) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

const COLLATOR = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
