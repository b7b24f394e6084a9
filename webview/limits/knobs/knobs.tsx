import type { VNode } from 'preact';
import { countOf } from '../../../src/shared/format/count.ts';
import type { KnobsResult } from '../../../src/shared/protocol/helper.ts';
import { TextField } from '../../kit/text-field.tsx';
import type { Event, Send } from '../state.ts';
import { ControllerSection } from './controller-section.tsx';
import { matches } from './filter.ts';

export interface KnobsProps {
  readonly result: KnobsResult;
  readonly filter: string;
  readonly dispatch: (event: Event) => void;
  readonly send: Send;
}

/** Every control file of the container's cgroup, by controller. */
export function Knobs({ result, filter, dispatch, send }: KnobsProps): VNode {
  const filtered = filter.trim() !== '';
  const shown = result.knobs.filter((knob) => matches(knob, filter));
  return (
    <section class="part" aria-labelledby="knobs">
      <div class="part-head">
        <h2 id="knobs">Every knob</h2>
        <div class="filter" role="search">
          <TextField
            label="Filter the knobs by file, meaning or value"
            placeholder="Filter by file, meaning or value"
            value={filter}
            onInput={(text) => dispatch({ kind: 'filter', filter: text })}
          />
          <span class="muted" role="status">
            {filtered ? `${shown.length} of ${countOf(result.knobs.length, 'file', 'files')}` : ''}
          </span>
        </div>
      </div>
      {filtered && shown.length === 0 && <p class="muted">No file matches. Try a part of a name, such as “max”.</p>}
      {result.controllers.map((controller) => (
        <ControllerSection
          key={controller.controller}
          controller={controller}
          knobs={shown.filter((knob) => knob.controller === controller.controller)}
          filtered={filtered}
          send={send}
        />
      ))}
      {result.omitted > 0 && (
        <p class="muted">{countOf(result.omitted, 'more file is', 'more files are')} not shown.</p>
      )}
    </section>
  );
}
