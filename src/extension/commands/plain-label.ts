/**
 * A label without pictures: VS Code draws `$(name)` in the labels of a choice, and prints the same after a backslash as
 * it stands.
 */
export function plainLabel(text: string): string {
  return text.replace(/\$\([\w~-]+\)/g, String.raw`\$&`);
}
