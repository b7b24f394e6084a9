import type { VNode } from 'preact';
import type { LimitsSample } from '../../../src/shared/model/sample.ts';
import { isRead } from '../../../src/shared/model/reading.ts';
import { Dropdown } from '../../kit/dropdown.tsx';
import { Card } from './card.tsx';
import { ioCard } from './io.ts';
import { deviceChoices } from './io-devices.ts';
import type { Timeline } from './timeline.ts';

const ALL = 'all';

export interface IoCardProps {
  readonly sample: LimitsSample;
  readonly timeline: Timeline;
  readonly device: string | undefined;
  readonly onDevice: (device: string | undefined) => void;
}

/** I/O of one device or of all; where there is only one, there is no choice. */
export function IoCard({ sample, timeline, device, onDevice }: IoCardProps): VNode {
  const choices = isRead(sample.io) ? deviceChoices(sample, timeline) : [];
  const [only] = choices;
  const chosen = choices.length === 1 ? only?.device : choices.find((one) => one.device === device)?.device;
  const options = [
    { value: ALL, words: 'All devices' },
    ...choices.map((choice) => ({ value: choice.device, words: choice.words })),
  ];
  return (
    <Card model={ioCard(sample, timeline, chosen)}>
      {choices.length > 1 && (
        <Dropdown
          label="Device"
          options={options}
          value={chosen ?? ALL}
          onChange={(value) => onDevice(value === ALL ? undefined : value)}
        />
      )}
    </Card>
  );
}
