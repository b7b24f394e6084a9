import type { Container } from '../../shared/model/container.ts';
import type { HostFacts } from '../../shared/model/host.ts';
import { ownText, type DisplayText } from '../../shared/text/display.ts';
import type { HelperState } from '../helper-client/api.ts';
import { failureWords, stopWords, type HelperFailure } from '../helper-client/failure.ts';

/** Which welcome text an empty view shows: the values of the context key `containerInternals.view`. */
export type ViewState =
  | 'loading'
  | 'running'
  | 'empty'
  | 'hidden'
  | 'nested'
  | 'hidepid'
  | 'noProc'
  | 'notLinux'
  | 'failed'
  | 'stopped'
  | 'stoppedStart'
  | 'stoppedSilent'
  | 'stoppedVersion';

/** What the view says besides its rows. */
export interface ViewStatus {
  readonly state: ViewState;
  /** Above the rows. Never there without rows: it would take the place of the welcome text. */
  readonly message?: DisplayText;
  /** Beside the title, where there is no message. */
  readonly description?: DisplayText;
}

export interface StatusFacts {
  readonly helper: HelperState;
  /** The last facts about the host, also of a helper that is gone. */
  readonly host: HostFacts | undefined;
  readonly isInventoryKnown: boolean;
  readonly hasInventoryFailed: boolean;
  readonly containers: ReadonlyMap<string, Container>;
  /** Whether the tree has no row. */
  readonly isTreeEmpty: boolean;
  /** Containers that the list has no room for. */
  readonly omitted?: number;
}

export const NOT_LINUX: ViewStatus = { state: 'notLinux' };

/** What to show, from all that is known. */
export function viewStatus(facts: StatusFacts): ViewStatus {
  const text = statusText(facts);
  if (!facts.isTreeEmpty) return { state: 'running', ...(text === '' ? {} : { message: ownText(text) }) };
  return { state: emptyState(facts), ...(text === '' ? {} : { description: ownText(text) }) };
}

function emptyState({ helper, host, containers, ...facts }: StatusFacts): ViewState {
  if (helper.kind === 'stopped') return stoppedState(helper.why);
  if (helper.kind !== 'running' || host === undefined) return 'loading';
  if (host.noProc) return 'noProc';
  if (facts.hasInventoryFailed) return 'failed';
  if (!facts.isInventoryKnown) return 'loading';
  if (containers.size > 0) return 'hidden';
  if (hidepidWords(host) !== undefined) return 'hidepid';
  return host.nested ? 'nested' : 'empty';
}

/** A welcome text is fixed: for each cause that has a next step of its own there is one. */
function stoppedState(why: HelperFailure): ViewState {
  switch (why.kind) {
    case 'spawn':
      return 'stoppedStart';
    case 'not-answering':
      return 'stoppedSilent';
    case 'version':
      return 'stoppedVersion';
    case 'exit':
    case 'broken':
    case 'refused':
      return 'stopped';
  }
}

function statusText({ helper, host, hasInventoryFailed, isTreeEmpty, omitted = 0 }: StatusFacts): string {
  const stale = isTreeEmpty ? '' : '; showing the last known state';
  switch (helper.kind) {
    case 'idle':
    case 'starting':
      return isTreeEmpty ? '' : `The helper is starting${stale}.`;
    case 'restarting':
      return `The helper ${failureWords(helper.why)}; starting it again (attempt ${helper.attempt})${stale}.`;
    case 'stopped':
      return `The helper ${stopWords(helper.why, helper.crashes)}${stale}. Restart it to go on.`;
    case 'running':
      if (hasInventoryFailed && !isTreeEmpty) return `The containers could not be read${stale}.`;
      return host === undefined ? '' : hostText(host, omitted);
  }
}

const CGROUP_MODES: Readonly<Record<HostFacts['cgroupMode'], string>> = {
  v1: 'cgroup v1',
  v2: 'cgroup v2',
  hybrid: 'cgroup v1 + v2',
  none: 'no cgroups',
};

/** `Linux 6.18.44 · cgroup v1 + v2 · helper: user` */
function hostText(host: HostFacts, omitted: number): string {
  const parts = [
    `Linux ${host.kernelRelease}`,
    CGROUP_MODES[host.cgroupMode],
    `helper: ${host.privileged ? 'root' : 'user'}`,
  ];
  const hidepid = hidepidWords(host);
  if (hidepid !== undefined) parts.push(hidepid);
  if (host.nested) parts.push('inside a container');
  if (omitted > 0) parts.push(`${omitted} more are not listed`);
  return parts.join(' · ');
}

/** What the `hidepid` option of /proc keeps from a helper without privilege; proc(5). */
function hidepidWords({ hidepid, privileged }: HostFacts): string | undefined {
  if (privileged) return undefined;
  switch (hidepid) {
    case 'off':
      return undefined;
    case 'noaccess':
      return 'other users cannot be read (hidepid)';
    case 'invisible':
    case 'ptraceable':
      return 'other users are hidden (hidepid)';
  }
}
