import type { Readable } from 'node:stream';
import { logLine } from '../log.ts';

/** Characters of one line that are kept; also the most that waits for the end of its line. */
const LINE_LIMIT = 2000;

/** Lines that are passed on per window; a helper in trouble must not fill the disk. */
const LINES_PER_WINDOW = 200;
const WINDOW_MILLISECONDS = 10_000;

/** Passes what a stream says on as harmless lines, bounded in length and number. */
export function readLines(stream: Readable, emit: (line: string) => void, now: () => number): void {
  let rest = '';
  let windowStart = now();
  let count = 0;

  const pass = (line: string) => {
    if (line === '') return;
    const time = now();
    if (time - windowStart >= WINDOW_MILLISECONDS) {
      if (count > LINES_PER_WINDOW) emit(`… ${count - LINES_PER_WINDOW} lines left out`);
      windowStart = time;
      count = 0;
    }
    count++;
    if (count <= LINES_PER_WINDOW) emit(logLine(line));
  };

  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    // Of a line without end no more is kept than is shown: one character over, so that the cut gets its mark.
    rest = (lines.pop() ?? '').slice(0, LINE_LIMIT + 1);
    for (const line of lines) pass(line);
  });
  stream.on('end', () => {
    pass(rest);
    rest = '';
    if (count > LINES_PER_WINDOW) emit(`… ${count - LINES_PER_WINDOW} lines left out`);
  });
  // A broken stream ends with its process, which is reported elsewhere.
  stream.on('error', () => {
    rest = '';
  });
}
