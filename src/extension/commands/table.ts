import { changeLimit } from './change-limit.ts';
import type { Command } from './command.ts';
import { copyCgroupPath } from './copy-cgroup-path.ts';
import { copyContainerId } from './copy-container-id.ts';
import { copyHostPid } from './copy-host-pid.ts';
import { copyNamespaceInode } from './copy-namespace-inode.ts';
import { copyShellCommand } from './copy-shell-command.ts';
import { copy } from './copy.ts';
import { freeze } from './freeze.ts';
import { groupBy } from './group-by.ts';
import { hideSandboxes } from './hide-sandboxes.ts';
import { inspectLimits } from './inspect-limits.ts';
import { refresh } from './refresh.ts';
import { restartHelper } from './restart-helper.ts';
import { runAgain } from './run-again.ts';
import { runFileIsolated } from './run-file-isolated.ts';
import { runIsolated } from './run-isolated.ts';
import { sendSignal } from './send-signal.ts';
import { showHowMade } from './show-how-made.ts';
import { showLog } from './show-log.ts';
import { showSandboxes } from './show-sandboxes.ts';
import { thaw } from './thaw.ts';

/** Every command of the extension, by its id. */
export const COMMANDS = {
  'containerInternals.refresh': refresh,
  'containerInternals.groupBy': groupBy,
  'containerInternals.showSandboxes': showSandboxes,
  'containerInternals.hideSandboxes': hideSandboxes,
  'containerInternals.runIsolated': runIsolated,
  'containerInternals.runFileIsolated': runFileIsolated,
  'containerInternals.runAgain': runAgain,
  'containerInternals.showHowMade': showHowMade,
  'containerInternals.inspectLimits': inspectLimits,
  'containerInternals.sendSignal': sendSignal,
  'containerInternals.freeze': freeze,
  'containerInternals.thaw': thaw,
  'containerInternals.changeLimit': changeLimit,
  'containerInternals.restartHelper': restartHelper,
  'containerInternals.showLog': showLog,
  'containerInternals.copy': copy,
  'containerInternals.copyHostPid': copyHostPid,
  'containerInternals.copyContainerId': copyContainerId,
  'containerInternals.copyNamespaceInode': copyNamespaceInode,
  'containerInternals.copyCgroupPath': copyCgroupPath,
  'containerInternals.copyShellCommand': copyShellCommand,
} as const satisfies Record<`containerInternals.${string}`, Command>;

export type CommandId = keyof typeof COMMANDS;
