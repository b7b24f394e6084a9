import type { ComponentChildren, VNode } from 'preact';
import type { PageStatus } from '../../../src/shared/protocol/limits-page.ts';
import { Button } from '../../kit/button.tsx';
import { Icon, type IconName } from '../../kit/icon.tsx';
import { ProgressRing } from '../../kit/progress-ring.tsx';
import type { Send } from '../state.ts';
import { statusWords } from './head-words.ts';

const ICONS: Readonly<Record<PageStatus['kind'], IconName | undefined>> = {
  loading: undefined,
  live: 'check',
  ended: 'info',
  restarting: undefined,
  stopped: 'error',
  failed: 'warning',
};

export interface StatusLineProps {
  readonly status: PageStatus;
  /** Whether the page shows anything yet. */
  readonly shown: boolean;
  readonly send: Send;
}

/** How fresh the page is, and what can be done about it. */
export function StatusLine({ status, shown, send }: StatusLineProps): VNode {
  const icon = ICONS[status.kind];
  return (
    <div class={`status status-${status.kind}`}>
      {icon === undefined ? <ProgressRing label="Waiting" /> : <Icon name={icon} />}
      <p role="status">{statusWords(status, shown, Date.now())}</p>
      {actionsFor(status, send)}
    </div>
  );
}

function actionsFor(status: PageStatus, send: Send): ComponentChildren {
  switch (status.kind) {
    case 'stopped':
      return (
        <span class="status-actions">
          <Button onPress={() => send({ kind: 'action', action: 'restartHelper' })}>Restart Helper</Button>
          <Button look="secondary" onPress={() => send({ kind: 'action', action: 'showLog' })}>
            Show Log
          </Button>
        </span>
      );
    case 'failed':
      return (
        <span class="status-actions">
          <Button look="secondary" onPress={() => send({ kind: 'action', action: 'refresh' })}>
            Refresh
          </Button>
          <Button look="secondary" onPress={() => send({ kind: 'action', action: 'showLog' })}>
            Show Log
          </Button>
        </span>
      );
    case 'loading':
    case 'live':
    case 'ended':
    case 'restarting':
      return undefined;
  }
}
