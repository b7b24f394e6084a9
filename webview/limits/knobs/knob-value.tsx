import type { VNode } from 'preact';
import { formatKnob } from '../../../src/shared/format/knob.ts';
import { countOf } from '../../../src/shared/format/count.ts';
import { unreadSentence, unreadWords } from '../../../src/shared/format/words.ts';
import type { KnobUnit } from '../../../src/shared/knobs/knob-words.ts';
import type { Knob, KnobText } from '../../../src/shared/model/knob.ts';
import { isRead } from '../../../src/shared/model/reading.ts';

/** Lines that are shown without a press. */
const FIRST_LINES = 3;

/** What a file holds: for people, and as it is. */
export function KnobValue({ knob, unit }: { readonly knob: Knob; readonly unit: KnobUnit }): VNode {
  if (!isRead(knob.value)) {
    return (
      <span class="unread" title={unreadSentence(knob.value.unread)}>
        {unreadWords(knob.value.unread)}
      </span>
    );
  }
  const text = knob.value.value;
  if (text.lines.length === 0) return <span class="muted">empty</span>;
  const human = formatKnob(unit, text.lines);
  const raw = text.lines.join('\n');
  if (human === undefined || human === raw) return <Raw text={text} />;
  return (
    <>
      <span class="human">{human}</span>
      <Raw text={text} />
    </>
  );
}

function Raw({ text }: { readonly text: KnobText }): VNode {
  const { lines, cut } = text;
  // One line more than fits is shown rather than hidden: the expander would take its place.
  const shown = lines.length <= FIRST_LINES + 1 ? lines.length : FIRST_LINES;
  const rest = lines.slice(shown);
  return (
    <div class="raw">
      <pre>{lines.slice(0, shown).join('\n')}</pre>
      {rest.length > 0 && (
        <details>
          <summary>{countOf(rest.length, 'more line', 'more lines')}</summary>
          <pre>{rest.join('\n')}</pre>
        </details>
      )}
      {cut && <p class="muted">The file is longer than is shown.</p>}
    </div>
  );
}
