// Writes src/helper/run/seccomp/syscall-tables.ts from the kernel headers of this machine (Debian: linux-libc-dev, gcc).
// Run it again when a newer kernel has system calls that a filter shall know by name.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './lib/paths.mjs';

/** What the compiler is asked for: the header, and the macros that arm64 defines before it includes the general one. */
const tables = {
  x86_64: { header: 'asm/unistd_64.h', macros: [] },
  i386: { header: 'asm/unistd_32.h', macros: [] },
  x32: { header: 'asm/unistd_x32.h', macros: ['__X32_SYSCALL_BIT=0'] },
  arm64: {
    header: 'asm-generic/unistd.h',
    macros: ['RENAMEAT', 'NEW_STAT', 'SET_GET_RLIMIT', 'TIME32_SYSCALLS', 'SYS_CLONE3', 'MEMFD_SECRET'].map(
      (name) => `__ARCH_WANT_${name}`,
    ),
  },
};

const preprocess = (source, args) =>
  execFileSync('gcc', ['-E', '-P', ...args, '-'], {
    input: source,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  });

/** @returns {[string, number][]} by number */
function read({ header, macros }) {
  const include = `#include <${header}>\n`;
  const defines = macros.map((macro) => `-D${macro}`);
  const names = [...preprocess(include, ['-dM', ...defines]).matchAll(/^#define __NR_(\w+) /gm)]
    .map(([, name]) => name)
    .filter((name) => !['syscalls', 'arch_specific_syscall'].includes(name));
  const values = preprocess(include + names.map((name) => `@${name} __NR_${name}\n`).join(''), defines);
  const calls = [...values.matchAll(/@(\w+)\s+\(?(?:0\s*\+\s*)?(\d+)\)?\s*(?=@|$)/g)].map(([, name, number]) => [
    name,
    Number(number),
  ]);
  if (calls.length !== names.length) throw new Error(`${header}: ${names.length - calls.length} numbers are not plain`);
  return calls.sort(([, one], [, other]) => one - other);
}

/** Names in their order; a number before a name that does not follow the last. */
function compact(calls) {
  let next = 0;
  return calls.map(([name, number]) => {
    const text = number === next ? name : `${number} ${name}`;
    next = number + 1;
    return text;
  });
}

const bodies = Object.entries(tables).map(([name, table]) => `  ${name}:\n    '${compact(read(table)).join(' ')}',\n`);
writeFileSync(
  join(root, 'src', 'helper', 'run', 'seccomp', 'syscall-tables.ts'),
  `/** System calls by architecture, as scripts/syscall-tables.mjs reads them: names by number; a number stands where some are left out. */
export const SYSCALL_TABLES = {
${bodies.join('')}} as const;
`,
);
