/** A message without links: VS Code makes one of `[text](target)` in notifications and below an input box. */
export function plainMessage(text: string): string {
  return text.replaceAll('](', '] (');
}
