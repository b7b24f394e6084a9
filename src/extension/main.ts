import { commands, ExtensionMode, Uri, window, type ExtensionContext, type LogOutputChannel } from 'vscode';
import type { Container } from '../shared/model/container.ts';
import type { RunWish } from '../shared/model/run.ts';
import type { PageChange } from '../shared/protocol/limits-page.ts';
import { ChangesAllowed } from './changes-allowed.ts';
import { CHANGES_OF_PAGE } from './commands/page-changes.ts';
import { registerCommands, registerDisabledCommands } from './commands/register.ts';
import { runGuarded } from './commands/run-guarded.ts';
import { windowUi } from './commands/window-ui.ts';
import { AsUserLauncher } from './helper-client/as-user.ts';
import { Supervisor } from './helper-client/supervisor.ts';
import { Inventory } from './inventory/inventory.ts';
import { LimitsPanels } from './limits-page/panels.ts';
import { History } from './run/history.ts';
import { registerShellProfile } from './run/shell-profile.ts';
import { registerTasks } from './run/task-provider.ts';
import { readSurroundings, surroundingsOf } from './run/surroundings.ts';
import { type RunAction, RunTerminals } from './run/terminals.ts';
import { Transcripts } from './run/transcripts.ts';
import { SeriesStore } from './sampling/series-store.ts';
import {
  dropConfirmSignals,
  onDidChangeArrangement,
  readArrangement,
  readConfirmSignals,
  writeArrangement,
} from './settings.ts';
import { ContainersTree } from './tree/containers-tree.ts';
import { Presenter } from './tree/presenter.ts';
import { NOT_LINUX } from './tree/status.ts';
import { ContainersView, VIEW_CONTEXT_KEY, VIEW_ID } from './tree/view.ts';
import { WhileWanted } from './while-wanted.ts';

/** Wires the parts together. Nothing is read before somebody looks. */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Container Internals', { log: true });
  context.subscriptions.push(log);
  if (process.platform === 'linux') activateOnLinux(context, log);
  else activateElsewhere(context, log);
}

function activateOnLinux(context: ExtensionContext, log: LogOutputChannel): void {
  const { extensionUri, globalState, globalStorageUri, subscriptions, workspaceState } = context;
  const script = Uri.joinPath(extensionUri, 'dist', 'helper.js').fsPath;
  const changes = new ChangesAllowed();
  const launcher = new AsUserLauncher(process, script, {
    grant: () => changes.grant,
    compileCache: Uri.joinPath(globalStorageUri, 'compiled').fsPath,
    debugPort: debugPort(context),
  });
  const helper = new Supervisor({ launcher, log });
  const inventory = new Inventory(helper, log);
  const tree = new ContainersTree({ helper, inventory, log, arrangement: readArrangement() });
  const view = new ContainersView(tree);
  const presenter = new Presenter({ helper, inventory, tree }, (status) => view.show(status));
  const ui = windowUi(log);
  const store = new SeriesStore(helper, log);
  const act = (action: string) => void commands.executeCommand(`containerInternals.${action}`);
  const change = (what: PageChange, container: Container) =>
    void runGuarded(what, { ui, log }, () => CHANGES_OF_PAGE[what](commandContext, container));
  const pages = new LimitsPanels(extensionUri, { helper, inventory, store, log, ui, act, changes, change });
  const confirmation = {
    get isWanted() {
      return readConfirmSignals();
    },
    drop: dropConfirmSignals,
  };
  const transcripts = new Transcripts(helper);
  const terminals = new RunTerminals({ helper, ui, log, showHow: (run) => transcripts.show(run) });
  const runs = {
    history: new History(globalState),
    surroundings: readSurroundings,
    surroundingsOf,
    start: (wish: RunWish) => terminals.start(wish),
    act: (action: RunAction) => terminals.act(action),
  };
  const commandContext = { ui, helper, changes, confirmation, inventory, tree, view, pages, runs, writeArrangement };
  const watching = new WhileWanted(() => inventory.watch());
  const look = (visible: boolean) => {
    if (visible) helper.start();
    tree.setVisible(visible);
    watching.set(visible);
  };
  // A helper keeps the grant that it was started with.
  const regrant = () => {
    if (helper.state.kind !== 'idle' && helper.state.kind !== 'stopped') helper.restart();
  };
  const arrange = () => {
    tree.arrange(readArrangement());
    presenter.update();
  };
  subscriptions.push(
    // Supervisor.dispose begins the end of the helper; the helper also ends by itself when its input ends.
    helper,
    changes,
    inventory,
    tree,
    view,
    presenter,
    watching,
    pages,
    store,
    transcripts,
    terminals,
    view.onDidChangeVisibility(look),
    onDidChangeArrangement(arrange),
    changes.onDidChange(regrant),
    registerCommands(commandContext, log),
    registerShellProfile(commandContext, terminals),
    registerTasks(commandContext, workspaceState),
  );
  presenter.update();
  look(view.visible);
}

/** "Run extension" of .vscode/launch.json asks for it; an installed extension never opens a port. */
function debugPort({ extensionMode }: ExtensionContext): number | undefined {
  const port = Number(process.env['CONTAINER_INTERNALS_DEBUG_PORT']);
  return extensionMode === ExtensionMode.Development && port > 0 ? port : undefined;
}

function activateElsewhere({ subscriptions }: ExtensionContext, log: LogOutputChannel): void {
  const nothing = { getChildren: () => [], getTreeItem: () => ({}) };
  subscriptions.push(window.registerTreeDataProvider(VIEW_ID, nothing), registerDisabledCommands(log));
  void commands.executeCommand('setContext', VIEW_CONTEXT_KEY, NOT_LINUX.state);
}
