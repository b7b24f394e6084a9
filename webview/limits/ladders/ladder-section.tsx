import { Fragment, type VNode } from 'preact';
import { unreadSentence } from '../../../src/shared/format/words.ts';
import type { LadderKind } from '../../../src/shared/model/ladder.ts';
import { isRead } from '../../../src/shared/model/reading.ts';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import { Icon } from '../../kit/icon.tsx';
import { callOuts } from './call-outs.ts';
import { ladderQuestion } from './ladder-words.ts';
import { LevelRow, type Rate } from './level-row.tsx';
import { indexAfterOmitted } from './level-words.ts';
import { WholePath } from './whole-path.tsx';

export interface LadderSectionProps {
  readonly kind: LadderKind;
  readonly sample: LimitsSample;
  readonly rates: readonly Rate[] | undefined;
  /** The path of the innermost cgroup, where it is not the same for all. */
  readonly path?: string | undefined;
}

/** The ladder of one resource as a table, and what is odd about it. */
export function LadderSection({ kind, sample, rates, path }: LadderSectionProps): VNode {
  const reading = sample.ladders[kind];
  const id = `ladder-${kind}`;
  return (
    <section class="ladder" aria-labelledby={id}>
      <h3 id={id}>{ladderQuestion(kind, isRead(reading) ? reading.value.version : 2)}</h3>
      {isRead(reading) ? (
        <LadderTable kind={kind} sample={sample} rates={rates} />
      ) : (
        <p class="muted">{unreadSentence(reading.unread)}</p>
      )}
      {callOuts(kind, sample).map(({ name, words }) => (
        <p key={words} class="call-out">
          <Icon name="warning" />
          <span>
            {name !== undefined && <code class="name">{name}</code>} {words}
          </span>
        </p>
      ))}
      {path !== undefined && <WholePath text={path} />}
    </section>
  );
}

function LadderTable({ kind, sample, rates }: LadderSectionProps): VNode | null {
  const reading = sample.ladders[kind];
  if (!isRead(reading)) return null;
  const ladder = reading.value;
  const gapAt = indexAfterOmitted(ladder);
  const withUse = ladder.levels.some(({ use, counter }) => use !== undefined || counter !== undefined);
  return (
    <table class="ladder-table">
      <caption class="for-ears">
        {ladderQuestion(kind, ladder.version)} Every cgroup from the root to the container.
      </caption>
      <thead>
        <tr>
          <th scope="col">Cgroup</th>
          <th scope="col">Limit</th>
          {withUse && <th scope="col">In use</th>}
        </tr>
      </thead>
      <tbody>
        {ladder.levels.map((level, index) => (
          <Fragment key={`${index} ${level.path.bytes ?? level.path.text}`}>
            {index === gapAt && (
              <tr>
                <td colSpan={withUse ? 3 : 2} class="muted">
                  … {ladder.omitted} more levels are left out here
                </td>
              </tr>
            )}
            <LevelRow ladder={ladder} level={level} depth={index} rate={rates?.[index]} withUse={withUse} />
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}
