import type { Knob } from '../../shared/model/knob.ts';
import { isRead } from '../../shared/model/reading.ts';
import type { FromLimitsPage } from '../../shared/protocol/limits-page.ts';
import { exactPath } from '../copy/copy.ts';
import { showFileCommand } from '../copy/shell-command.ts';

export type KnobCopy = Extract<FromLimitsPage, { kind: 'copy' }>['what'];

/** The text to copy about a control file, or `undefined` where it could not be read. */
export function knobText(what: KnobCopy, { path, value }: Knob): string | undefined {
  switch (what) {
    case 'value':
      return isRead(value) ? value.value.lines.join('\n') : undefined;
    case 'path':
      return exactPath(path);
    case 'command':
      return showFileCommand(path);
  }
}
