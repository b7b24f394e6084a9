import {
  type FromLimitsPage,
  HISTORY_POINTS,
  type LimitsPageState,
  type Moment,
  type PageRefusal,
  type PageStatus,
  type PageSubject,
  type Point,
  type ToLimitsPage,
} from '../../src/shared/protocol/limits-page.ts';
import type { KnobsResult } from '../../src/shared/protocol/helper.ts';
import { patched } from '../../src/shared/protocol/patch.ts';
import { newsOf } from './happenings/news.ts';

/** Everything that the page shows. */
export interface State {
  readonly containerId: string;
  readonly subject: PageSubject | undefined;
  readonly status: PageStatus;
  readonly refusal: PageRefusal | undefined;
  readonly points: readonly Point[];
  readonly moment: Moment | undefined;
  readonly knobs: KnobsResult | undefined;
  /** The filter over the knobs, as typed. */
  readonly filter: string;
  /** `major:minor` of the device whose I/O is drawn; all of them where there is none. */
  readonly device: string | undefined;
  /** What screen readers are told next: a new kill or refusal. */
  readonly news: string;
}

export type Event =
  | ToLimitsPage
  | { readonly kind: 'filter'; readonly filter: string }
  | { readonly kind: 'device'; readonly device: string | undefined };

/** How the page asks for something. */
export type Send = (message: FromLimitsPage) => void;

/** Before the first message; of what was kept only the filter is shown, and only for the same container. */
export function initialState(kept: LimitsPageState | undefined): State {
  return {
    containerId: kept?.containerId ?? '',
    subject: undefined,
    status: { kind: 'loading' },
    refusal: undefined,
    points: [],
    moment: undefined,
    knobs: undefined,
    filter: kept?.filter ?? '',
    device: undefined,
    news: '',
  };
}

/** The state after a message from the extension, or after something that the user did. */
export function reduce(state: State, event: Event): State {
  switch (event.kind) {
    case 'begin': {
      const same = event.containerId === state.containerId;
      const { containerId, subject, status, refusal, moment, knobs } = event;
      const points = event.points.slice(-HISTORY_POINTS);
      const own = same ? { filter: state.filter, device: state.device } : { filter: '', device: undefined };
      return { containerId, subject, status, refusal, points, moment, knobs, ...own, news: '' };
    }
    case 'subject':
      return { ...state, subject: event.subject };
    case 'status':
      return { ...state, status: event.status };
    case 'refusal':
      return { ...state, refusal: event.refusal };
    case 'moment':
      return withMoment(state, event.point, event.moment);
    case 'change':
      // Told only to a page that holds a moment.
      return state.moment === undefined ? state : withMoment(state, event.point, patched(state.moment, event.change));
    case 'knobs':
      return { ...state, knobs: event.knobs };
    case 'filter':
      return { ...state, filter: event.filter };
    case 'device':
      return { ...state, device: event.device };
  }
}

function withMoment(state: State, point: Point, moment: Moment): State {
  const news = newsOf(state.moment?.happenings, moment.happenings);
  return { ...state, moment, points: withPoint(state.points, point), news: news ?? state.news };
}

/** A point that is not later than the last one would fold the curves back. */
function withPoint(points: readonly Point[], point: Point): readonly Point[] {
  const last = points.at(-1);
  return last !== undefined && point.time <= last.time ? points : [...points, point].slice(-HISTORY_POINTS);
}
