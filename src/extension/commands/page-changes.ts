import type { Container } from '../../shared/model/container.ts';
import type { PageChange } from '../../shared/protocol/limits-page.ts';
import { changeLimitOf } from './change-limit.ts';
import type { CommandContext } from './command.ts';
import { sendSignalTo } from './send-signal.ts';

/** What a page begins with its container. */
export const CHANGES_OF_PAGE: Readonly<
  Record<PageChange, (context: CommandContext, container: Container) => Promise<void>>
> = { sendSignal: sendSignalTo, changeLimit: changeLimitOf };
