import type { ByteString } from '../../shared/text/display.ts';

/** The value of the first of these options: `-n VALUE`, `--name VALUE` or `--name=VALUE`. */
export function optionValue(commandLine: readonly ByteString[], ...names: readonly string[]): ByteString | undefined {
  for (const [index, argument] of commandLine.entries()) {
    for (const name of names) {
      if (argument === name) return nonEmpty(commandLine[index + 1]);
      if (name.startsWith('--') && argument.startsWith(`${name}=`)) return nonEmpty(argument.slice(name.length + 1));
    }
  }
  return undefined;
}

function nonEmpty(text: ByteString | undefined): ByteString | undefined {
  return text === undefined || text === '' || text.length > 4096 ? undefined : text;
}
