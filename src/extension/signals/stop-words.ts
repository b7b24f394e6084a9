import { listOf } from '../../shared/format/list.ts';
import type { Signal } from '../../shared/model/signal.ts';
import type { Aim } from './aim.ts';
import type { Deliveries, Delivery } from './delivery.ts';
import { targetFailureWords } from './failure-words.ts';

/** Where the user stopped: to which targets the signal was sent, and to which not. */
export function stopWords({ name }: Signal, { deliveries, unsent }: Deliveries): string {
  const isSent = (one: Delivery): boolean => one.kind === 'sent' && one.result.sent > 0;
  const sent = namesOf(deliveries.filter(isSent).map(({ aim }) => aim));
  const not = namesOf([...deliveries.filter((one) => !isSent(one)).map(({ aim }) => aim), ...unsent]);
  const head = unsent.length > 0 ? 'Stopped.' : 'Stopped waiting.';
  const failed = deliveries.flatMap((one) =>
    one.kind === 'failed' ? [`Sending it to ${one.aim.name} failed: ${targetFailureWords(one)}`] : [],
  );
  if (sent === '') return [head, `${name} was not sent to ${not}.`, ...failed].join(' ');
  return [head, `${name} was sent to ${sent}${not === '' ? '' : `; not to ${not}`}.`, ...failed].join(' ');
}

function namesOf(aims: readonly Aim[]): string {
  return listOf(aims.map(({ name }) => name));
}
