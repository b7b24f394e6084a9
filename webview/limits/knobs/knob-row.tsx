import type { VNode } from 'preact';
import { docUrl, wordsOf } from '../../../src/shared/knobs/catalogue.ts';
import type { Knob } from '../../../src/shared/model/knob.ts';
import { KNOB_COPIES } from '../../../src/shared/protocol/limits-page.ts';
import { IconButton } from '../../kit/button.tsx';
import { Icon, type IconName } from '../../kit/icon.tsx';
import { Link } from '../../kit/link.tsx';
import type { Send } from '../state.ts';
import { KnobValue } from './knob-value.tsx';

type Copy = (typeof KNOB_COPIES)[number];

const ICONS: Readonly<Record<Copy, IconName>> = { value: 'copy', path: 'file', command: 'terminal' };

const COPY_LABELS: Readonly<Record<Copy, (file: string) => string>> = {
  value: (file) => `Copy value of ${file}`,
  path: (file) => `Copy path of ${file}`,
  command: (file) => `Copy command that shows ${file}`,
};

/** One control file: what is in it, what that means, and what can be copied of it. */
export function KnobRow({ knob, send }: { readonly knob: Knob; readonly send: Send }): VNode {
  const words = wordsOf(knob.version, knob.file);
  return (
    <tr>
      <th scope="row" title={knob.path.text}>
        <code class="name">{knob.file}</code>
      </th>
      <td class="knob-value">
        <KnobValue knob={knob} unit={words?.unit ?? 'text'} />
      </td>
      <td class="knob-meaning">
        {words && (
          <>
            {words.meaning}{' '}
            <Link href={docUrl(words)} label={`Kernel documentation of ${knob.file}`}>
              Kernel documentation
            </Link>
          </>
        )}
      </td>
      <td class="knob-copies">
        <span role="group" aria-label={`Copy of ${knob.file}`}>
          {KNOB_COPIES.map((what) => (
            <IconButton
              key={what}
              label={COPY_LABELS[what](knob.file)}
              onPress={() => send({ kind: 'copy', what, knob: knob.key })}
            >
              <Icon name={ICONS[what]} />
            </IconButton>
          ))}
        </span>
      </td>
    </tr>
  );
}
