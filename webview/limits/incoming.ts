import type { LimitsPageState, ToLimitsPage } from '../../src/shared/protocol/limits-page.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

const has = (value: unknown, ...names: readonly string[]): value is Fields =>
  isFields(value) && names.every((name) => isFields(value[name]));

const isKnobs = (value: unknown): boolean =>
  isFields(value) && Array.isArray(value.controllers) && Array.isArray(value.knobs);

const isPoint = (value: unknown): boolean => has(value, 'pressure') && typeof value.time === 'number';

const isMoment = (value: unknown): boolean =>
  has(value, 'sample', 'rates') &&
  Array.isArray(value.happenings) &&
  has(value.sample, 'cpu', 'memory', 'io', 'pids', 'pressure', 'ladders');

const isStatus = (value: unknown): boolean => isFields(value) && typeof value.kind === 'string';

const isSubject = (value: unknown): boolean => isFields(value) && typeof value.name === 'string';

const isRefusal = (value: unknown): boolean => value === 'setting' || value === 'untrusted';

const orAbsent = (value: unknown, is: (value: unknown) => boolean): boolean =>
  value === undefined || value === null || is(value);

/** Of each kind of message, whether it is one. */
const KINDS: Readonly<Record<ToLimitsPage['kind'], (message: Fields) => boolean>> = {
  begin: (message) =>
    typeof message.containerId === 'string' &&
    isStatus(message.status) &&
    Array.isArray(message.points) &&
    message.points.every(isPoint) &&
    orAbsent(message.subject, isSubject) &&
    orAbsent(message.refusal, isRefusal) &&
    orAbsent(message.moment, isMoment) &&
    orAbsent(message.knobs, isKnobs),
  subject: (message) => isSubject(message.subject),
  status: (message) => isStatus(message.status),
  refusal: (message) => orAbsent(message.refusal, isRefusal),
  moment: (message) => isPoint(message.point) && isMoment(message.moment),
  change: (message) => isPoint(message.point) && isFields(message.change),
  knobs: (message) => isKnobs(message.knobs),
};

/**
 * A message of the extension, or `undefined` for anything else: VS Code itself and browser extensions post to the
 * window too. Checks as much as keeps the page from stumbling; who sent it, VS Code vouches for.
 */
export function incoming(data: unknown): ToLimitsPage | undefined {
  if (!isFields(data) || typeof data.kind !== 'string' || !Object.hasOwn(KINDS, data.kind)) return undefined;
  return KINDS[data.kind as ToLimitsPage['kind']](data) ? (data as unknown as ToLimitsPage) : undefined;
}

/** What an earlier page kept, if this version of the page kept it. */
export function keptState(data: unknown): LimitsPageState | undefined {
  const ok =
    isFields(data) && data.version === 1 && typeof data.containerId === 'string' && typeof data.filter === 'string';
  return ok ? (data as unknown as LimitsPageState) : undefined;
}
