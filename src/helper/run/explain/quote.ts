import { display, type DisplayText } from '../../../shared/text/display.ts';

/** Of a path, a name or an argument, in bytes. */
const LIMIT = 200;

/** A text as strace(1) prints it. */
export function quote(text: string): string {
  return `"${shown(text, LIMIT).replace(/["\\]/g, String.raw`\$&`)}"`;
}

/** Text of a specification or of a command, made fit for people. */
export function shown(text: string, limit?: number): DisplayText {
  return display(Buffer.from(text).toString('latin1'), limit);
}

/** As `0755`. */
export function octal(mode: number): string {
  return `0${mode.toString(8)}`;
}
