import type { VNode } from 'preact';
import type { Happening, Moment } from '../../../src/shared/protocol/limits-page.ts';
import { Icon } from '../../kit/icon.tsx';
import { causeWords, happened, isGrave, MEANINGS, nothingWords, titleOf, whenWords } from './happening-words.ts';

/** What limits did to the container so far. */
export function Happenings({ moment }: { readonly moment: Moment }): VNode {
  const shown = moment.happenings.filter(happened);
  return (
    <section class="part" aria-labelledby="happenings">
      <h2 id="happenings">What happened</h2>
      {shown.length === 0 ? (
        <p class="nothing">
          <Icon name="check" />
          <span>{nothingWords(moment.sample)}</span>
        </p>
      ) : (
        <ul class="happenings">
          {shown.map((happening) => (
            <HappeningItem key={happening.kind} happening={happening} />
          ))}
        </ul>
      )}
    </section>
  );
}

function HappeningItem({ happening }: { readonly happening: Happening }): VNode {
  const grave = isGrave(happening.kind);
  return (
    <li class={grave ? 'grave' : 'slow'}>
      <Icon name={grave ? 'error' : 'warning'} />
      <div>
        <p class="happening">
          <strong>{titleOf(happening)}</strong>
          <span> — {whenWords(happening, Date.now())}</span>
          <span title={happening.causes.map(({ path }) => path.text).join('\n')}> — {causeWords(happening)}</span>
        </p>
        <p class="muted">{MEANINGS[happening.kind]}</p>
      </div>
    </li>
  );
}
