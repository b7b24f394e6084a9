import type { VNode } from 'preact';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import type { PageRefusal, PageStatus, PageSubject } from '../../../src/shared/protocol/limits-page.ts';
import { Badge } from '../../kit/badge.tsx';
import { Icon } from '../../kit/icon.tsx';
import type { Send } from '../state.ts';
import { ChangeButtons } from './change-buttons.tsx';
import { frozenNote, sharedNote, subjectFacts } from './head-words.ts';
import { StatusLine } from './status-line.tsx';

export interface HeadProps {
  readonly subject: PageSubject | undefined;
  readonly status: PageStatus;
  readonly refusal: PageRefusal | undefined;
  readonly sample: LimitsSample | undefined;
  readonly send: Send;
}

/** Which container this is, how it is, and how fresh what is shown. */
export function Head({ subject, status, refusal, sample, send }: HeadProps): VNode {
  const ended = status.kind === 'ended';
  const notes = [subject && !ended ? frozenNote(subject) : undefined, sample && sharedNote(sample)];
  return (
    <header class="head">
      <div class="head-title">
        <h1>{subject?.name ?? 'Limits'}</h1>
        {subject && !ended && (
          <Badge>
            {subject.state === 'frozen' && <Icon name="frozen" />}
            {subject.state}
          </Badge>
        )}
        <ChangeButtons status={status} refusal={refusal} isKnown={subject !== undefined} send={send} />
      </div>
      {subject && (
        <ul class="facts-line">
          {subjectFacts(subject).map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      )}
      <StatusLine status={status} shown={sample !== undefined} send={send} />
      {notes.map(
        (note) =>
          note !== undefined && (
            <p key={note} class="note">
              <Icon name="info" />
              <span>{note}</span>
            </p>
          ),
      )}
    </header>
  );
}
