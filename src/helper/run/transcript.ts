import type { ByteString } from '../../shared/text/display.ts';

/** A step of a plan was performed, or failed. */
export interface StepOutcome {
  /** Of the plan, from 0. */
  readonly index: number;
  /** errno(3); 0 where it succeeded. */
  readonly errno: number;
  /** Nanoseconds. */
  readonly duration: number;
  /** The file, option or reason that the error is about; bytes, and empty without one. */
  readonly detail: ByteString;
}

/** What native/launcher tells of a run, one line each, in order. */
export type TranscriptEvent =
  | ({ readonly kind: 'step' } & StepOutcome)
  /** The new process, in the launcher's pid namespace. */
  | { readonly kind: 'pid'; readonly pid: number }
  /** How the program ended; 125 also where it was never started. */
  | { readonly kind: 'exit'; readonly status: number }
  | { readonly kind: 'signal'; readonly signal: number }
  /** So many processes in the cgroup were killed by the kernel for want of memory. */
  | { readonly kind: 'oom'; readonly kills: number; readonly path: ByteString }
  /** A cgroup was removed, or could not be (errno). */
  | { readonly kind: 'cleaned'; readonly errno: number; readonly path: ByteString }
  /** Nothing was done, or the launcher itself failed. */
  | { readonly kind: 'refused'; readonly why: ByteString };

/** A line is at most this long, native/launcher/report.c. */
const LINE_LIMIT_BYTES = 512;

/** @returns `undefined` for a line that the launcher does not write */
export function parseTranscriptLine(line: ByteString): TranscriptEvent | undefined {
  const [, kind = '', rest = ''] = /^([a-z]+) (.*)$/s.exec(line) ?? [];
  const words = rest.split(' ');
  const numbers = words.map((word) => (/^\d{1,15}$/.test(word) ? Number(word) : -1));
  const [first = -1, second = -1, third = -1] = numbers;
  const after = (count: number) => words.slice(count).join(' ');
  switch (kind) {
    case 'step':
      if (first < 0 || second < 0 || third < 0) return undefined;
      return { kind, index: first, errno: second, duration: third, detail: after(3) };
    case 'pid':
      return first > 0 && words.length === 1 ? { kind, pid: first } : undefined;
    case 'exit':
      return first >= 0 && words.length === 1 ? { kind, status: first } : undefined;
    case 'signal':
      return first > 0 && words.length === 1 ? { kind, signal: first } : undefined;
    case 'oom':
      return first > 0 ? { kind, kills: first, path: after(1) } : undefined;
    case 'cleaned':
      return first >= 0 ? { kind, errno: first, path: after(1) } : undefined;
    case 'refused':
      return { kind, why: rest };
    default:
      return undefined;
  }
}

/** Cuts what comes from the launcher into events. */
export class TranscriptReader {
  #rest = '';

  /** @param part bytes, one character each */
  push(part: ByteString): readonly TranscriptEvent[] {
    const lines = (this.#rest + part).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, LINE_LIMIT_BYTES);
    return lines.flatMap((line) => parseTranscriptLine(line) ?? []);
  }
}
