import type { ComponentChildren, VNode } from 'preact';
import { formatDevice } from '../../../src/shared/format/limit.ts';
import { unreadSentence, unreadWords } from '../../../src/shared/format/words.ts';
import type { HostilePath } from '../../../src/shared/model/cgroup.ts';
import type { Ladder, LadderLevel } from '../../../src/shared/model/ladder.ts';
import { isRead, type Reading, unread } from '../../../src/shared/model/reading.ts';
import { Icon } from '../../kit/icon.tsx';
import { levelName, limitWords, useWords } from './ladder-words.ts';
import { levelWords } from './level-words.ts';

/** CPUs, or bytes per second; `null` before the second sample. */
export type Rate = number | null;

export interface LevelRowProps {
  readonly ladder: Ladder;
  readonly level: LadderLevel;
  readonly depth: number;
  readonly rate: Rate | undefined;
  readonly withUse: boolean;
}

/** Deeper than this, levels are not set further in. */
const DEEPEST_INDENT = 6;

/** One cgroup: its place in the tree, its limit, its use. */
export function LevelRow({ ladder, level, depth, rate, withUse }: LevelRowProps): VNode {
  const binds = depth === ladder.binding;
  const words = levelWords(level, ladder);
  return (
    <tr class={binds ? 'binds' : undefined}>
      <th scope="row" title={level.path.text}>
        <span class={`level indent-${Math.min(depth, DEEPEST_INDENT)}`}>
          {depth > 0 && (
            <span class="branch" aria-hidden="true">
              └
            </span>
          )}
          <span class="level-text">
            <span class="name">{levelName(level)}</span>
            {words !== undefined && <span class="level-words">{words}</span>}
          </span>
        </span>
      </th>
      <td title={fileText(ladder.folder, level, level.limitFile)}>
        <div class="limit">
          <LimitCell ladder={ladder} level={level} />
          {binds && (
            <span class="binds-mark">
              <Icon name="binds" />
              binds
            </span>
          )}
        </div>
      </td>
      {withUse && (
        <td title={fileText(ladder.useFolder ?? ladder.folder, level, level.useFile)}>
          {useCell(ladder, level, rate)}
        </td>
      )}
    </tr>
  );
}

/** Where a control file of a level stands. */
function fileText({ text }: HostilePath, { path }: LadderLevel, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  return path.text === '/' ? `${text}/${file}` : `${text}${path.text}/${file}`;
}

function LimitCell({ ladder, level }: Pick<LevelRowProps, 'ladder' | 'level'>): VNode {
  const { limit } = level;
  if (!isRead(limit)) return <Unread of={limit} />;
  const { value } = limit;
  if (value.kind === 'max') return <span class="muted">{level.limitFile === undefined ? 'none' : 'max'}</span>;
  if (value.kind !== 'devices') return <span class="amount">{limitWords(ladder.kind, value)}</span>;
  return (
    <ul class="device-limits">
      {value.devices.map((device) => (
        <li key={device.device}>{formatDevice(device)}</li>
      ))}
    </ul>
  );
}

/** A use that is a rate comes from two samples; the others were read as they are. */
function useCell({ kind }: Ladder, level: LadderLevel, rate: Rate | undefined): ComponentChildren {
  const { use, counter } = level;
  if (use !== undefined) return isRead(use) ? useWords(kind, use.value) : <Unread of={use} />;
  if (counter === undefined) return <span class="muted">not told</span>;
  if (!isRead(counter)) return <Unread of={counter} />;
  return typeof rate === 'number' ? useWords(kind, rate) : <Unread of={unread('pending')} />;
}

function Unread({ of }: { readonly of: Extract<Reading<unknown>, { unread: unknown }> }): VNode {
  return (
    <span class="unread" title={unreadSentence(of.unread)}>
      {unreadWords(of.unread)}
    </span>
  );
}
