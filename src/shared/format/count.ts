/** A count with its noun: `1 process`, `3 processes`. */
export function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
