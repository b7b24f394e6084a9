import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { useAfterPaint } from './after-paint.ts';
import { Cards } from './cards/cards.tsx';
import { Happenings } from './happenings/happenings.tsx';
import { Head } from './head/head.tsx';
import { Knobs } from './knobs/knobs.tsx';
import { Ladders } from './ladders/ladders.tsx';
import type { Event, Send, State } from './state.ts';

export interface PageProps {
  readonly state: State;
  readonly dispatch: (event: Event) => void;
  readonly send: Send;
}

/** The whole page, from its state alone. */
export function Page({ state, dispatch, send }: PageProps): VNode {
  const { moment, knobs, filter, subject } = state;
  // What did not change is not compared again: the table of knobs is long, and moments come every second.
  const ladders = useMemo(() => moment && <Ladders moment={moment} />, [moment]);
  const happenings = useMemo(() => moment && <Happenings moment={moment} />, [moment]);
  const isTableDue = useAfterPaint(knobs !== undefined);
  const table = useMemo(
    () => isTableDue && knobs && <Knobs result={knobs} filter={filter} dispatch={dispatch} send={send} />,
    [isTableDue, knobs, filter, dispatch, send],
  );
  return (
    <div class="page">
      <Head subject={subject} status={state.status} refusal={state.refusal} sample={moment?.sample} send={send} />
      {moment && <Cards moment={moment} points={state.points} device={state.device} dispatch={dispatch} />}
      {ladders}
      {happenings}
      {table}
      <p class="for-ears" aria-live="polite">
        {state.news}
      </p>
    </div>
  );
}
