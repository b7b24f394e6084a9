import type { VNode } from 'preact';
import type { PageChange, PageRefusal, PageStatus } from '../../../src/shared/protocol/limits-page.ts';
import { Button } from '../../kit/button.tsx';
import type { Send } from '../state.ts';
import { refusalWords } from './head-words.ts';

const LABELS: readonly (readonly [what: PageChange, label: string])[] = [
  ['sendSignal', 'Send signal…'],
  ['changeLimit', 'Change limit…'],
];

export interface ChangeButtonsProps {
  readonly status: PageStatus;
  readonly refusal: PageRefusal | undefined;
  /** Whether the page was told of the container. */
  readonly isKnown: boolean;
  readonly send: Send;
}

/** What can be done to the container; where nothing can, why. */
export function ChangeButtons({ status, refusal, isKnown, send }: ChangeButtonsProps): VNode {
  const unavailable = refusalWords(status, refusal, isKnown);
  return (
    <span class="head-actions">
      {LABELS.map(([what, label]) => (
        <Button key={what} look="secondary" unavailable={unavailable} onPress={() => send({ kind: 'change', what })}>
          {label}
        </Button>
      ))}
    </span>
  );
}
