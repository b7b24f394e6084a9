import type { ByteString } from '../../shared/text/display.ts';

/** One line of /proc/PID/cgroup; cgroups(7). */
export interface CgroupLine {
  /** 0 for the unified hierarchy of version 2. */
  readonly hierarchy: number;
  /** Of version 1: `cpu`, `cpuacct`, or `name=systemd`; empty for version 2. */
  readonly controllers: readonly string[];
  /** Relative to the reader's cgroup namespace: begins with `/..` where it lies outside that. */
  readonly path: ByteString;
}

/** Parses /proc/PID/cgroup; lines that do not fit are dropped. A path cannot hold a newline: the kernel refuses it. */
export function parseCgroupFile(text: ByteString): readonly CgroupLine[] {
  const lines: CgroupLine[] = [];
  for (const line of text.split('\n')) {
    const match = /^(\d{1,9}):([^:]*):(\/.*)$/s.exec(line);
    if (match === null) continue;
    const [, hierarchy = '', controllers = '', path = ''] = match;
    lines.push({
      hierarchy: Number(hierarchy),
      controllers: controllers === '' ? [] : controllers.split(','),
      path,
    });
  }
  return lines;
}

/** The names on a path, from the root. */
export function pathSegments(path: ByteString): readonly ByteString[] {
  return path.split('/').filter((segment) => segment !== '');
}
