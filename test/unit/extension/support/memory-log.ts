import type { Log } from '../../../../src/extension/log.ts';

/** A log that keeps what it is told. */
export class MemoryLog implements Log {
  readonly lines: string[] = [];
  debug = (line: string) => void this.lines.push(`debug ${line}`);
  info = (line: string) => void this.lines.push(`info ${line}`);
  warn = (line: string) => void this.lines.push(`warn ${line}`);
  error = (line: string) => void this.lines.push(`error ${line}`);
}
