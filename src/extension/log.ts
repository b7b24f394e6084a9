import { ownText } from '../shared/text/display.ts';

/** Where the product writes what happened. `vscode.LogOutputChannel` is one. */
export interface Log {
  debug(line: string): void;
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/** Characters kept of one line of the log. */
const LINE_LIMIT = 2000;

/** Text of unknown origin as one harmless line: control characters escaped, length bounded. */
export function logLine(text: string): string {
  return ownText(text.length > LINE_LIMIT ? `${text.slice(0, LINE_LIMIT)}…` : text);
}

/** What an unknown thrown value says, as one harmless line. */
export function errorLine(error: unknown): string {
  return logLine(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
}
