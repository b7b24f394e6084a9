/** What a shell would do more with than cut it into words. */
const SHELL_SYNTAX = /[|&;<>()$`*?[\]{}~#!\n]|^[A-Za-z_]\w*=/;

const WORDS = /\s+|((?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+)/gy;

/**
 * A command line as a program and its arguments. What needs a shell (pipes, variables, patterns) gets one.
 *
 * @returns empty for an empty line; `undefined` where a quotation mark is not closed
 */
export function parseCommandLine(line: string): readonly string[] | undefined {
  const trimmed = line.trim();
  const words = splitWords(trimmed);
  if (words === undefined || words.length === 0) return words;
  return SHELL_SYNTAX.test(trimmed) ? ['sh', '-c', trimmed] : words;
}

function splitWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let at = 0;
  for (const match of line.matchAll(WORDS)) {
    const [whole, word] = match;
    at += whole.length;
    if (word !== undefined) words.push(unquote(word));
  }
  return at === line.length ? words : undefined;
}

/** POSIX shell quoting: nothing is special between `'`, only `\` before some between `"`. */
function unquote(word: string): string {
  return word.replace(
    /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gs,
    (_, single?: string, double?: string, escaped?: string) =>
      single ?? escaped ?? (double ?? '').replace(/\\(["\\$`])/g, '$1'),
  );
}
