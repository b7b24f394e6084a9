/** What a person typed, understood, or what is wrong with it in a sentence. */
export type Parsed<T> = { readonly value: T } | { readonly error: string };

/** A decimal number without a sign, an exponent or leading zeros: what others would read in another base is refused. */
export const DECIMAL = String.raw`(?:0|[1-9]\d{0,18})(?:\.\d{1,9})?`;

/** Reads `max`, or else what `parse` reads. */
export function orMax<T>(parse: (text: string) => Parsed<T>): (text: string) => Parsed<T | 'max'> {
  return (text) => (text.trim().toLowerCase() === 'max' ? { value: 'max' } : parse(text));
}
