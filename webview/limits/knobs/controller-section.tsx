import type { VNode } from 'preact';
import { controllerWords } from '../../../src/shared/knobs/catalogue.ts';
import type { ControllerState, Knob } from '../../../src/shared/model/knob.ts';
import type { Send } from '../state.ts';
import { ownerWords, stateSentence, stateWords } from './controller-words.ts';
import { KnobRow } from './knob-row.tsx';

export interface ControllerSectionProps {
  readonly controller: ControllerState;
  /** Those that match the filter. */
  readonly knobs: readonly Knob[];
  readonly filtered: boolean;
  readonly send: Send;
}

/** One controller: what it does, where it stands, its files. Under a filter only where one matches. */
export function ControllerSection({ controller, knobs, filtered, send }: ControllerSectionProps): VNode | null {
  if (filtered && knobs.length === 0) return null;
  const name = controller.controller;
  const sentence = stateSentence(controller);
  const meaning = controllerWords(name).meaning;
  const words = [stateWords(controller), ...ownerWords(controller)].join(' · ');
  return (
    <section class="controller" aria-label={`Controller ${name}`}>
      <div class="controller-head">
        <h3>{name}</h3>
        <span class="muted" title={controller.folder?.text}>
          {words}
        </span>
      </div>
      <p class="explain">
        {meaning} {sentence}
      </p>
      {knobs.length > 0 && (
        <table class="knobs">
          <caption class="for-ears">Files of the controller {name}</caption>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Value</th>
              <th scope="col">What it is</th>
              <th scope="col">
                <span class="for-ears">Copy</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {knobs.map((knob) => (
              <KnobRow key={knob.key} knob={knob} send={send} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
