import { vi } from 'vitest';
import type { Uri, WebviewPanel } from 'vscode';
import { Emitter } from '../../../../src/extension/event.ts';
import { Inventory } from '../../../../src/extension/inventory/inventory.ts';
import { LimitsPanels } from '../../../../src/extension/limits-page/panels.ts';
import { SeriesStore } from '../../../../src/extension/sampling/series-store.ts';
import type { Container } from '../../../../src/shared/model/container.ts';
import type { Knob } from '../../../../src/shared/model/knob.ts';
import { read } from '../../../../src/shared/model/reading.ts';
import type { KnobsResult } from '../../../../src/shared/protocol/helper.ts';
import { packSamples } from '../../../../src/shared/protocol/sample-set.ts';
import type { PageRefusal, ToLimitsPage } from '../../../../src/shared/protocol/limits-page.ts';
import { text } from './facts.ts';
import { FakeHelperApi } from './fake-helper-api.ts';
import { FakePanel } from './fake-panel.ts';
import type { FakeWorkbench } from './fake-workbench.ts';
import { MemoryLog } from './memory-log.ts';
import { aSample } from './samples.ts';

const EXTENSION: unknown = { fsPath: '/extension' };

/** Pages of containers that use half a CPU, with a helper that works and timers that the test moves. */
export class LimitsLab {
  readonly helper = new FakeHelperApi();
  readonly log = new MemoryLog();
  readonly inventory = new Inventory(this.helper, this.log);
  readonly store = new SeriesStore(this.helper, this.log);
  readonly copied: string[] = [];
  readonly warnings: string[] = [];
  readonly actions: string[] = [];
  /** What was begun with which container. */
  readonly begun: string[] = [];
  refusal: PageRefusal | undefined;
  readonly #refusals = new Emitter<undefined>();
  readonly panels: LimitsPanels;
  readonly #workbench: FakeWorkbench;
  knobs: KnobsResult = someKnobs([]);

  constructor(workbench: FakeWorkbench, containers: readonly Container[]) {
    this.#workbench = workbench;
    this.helper.containers = containers;
    this.helper.answerTo('containers/sample', ({ containerIds }) => ({
      number: 1,
      samples: packSamples(containerIds.map((containerId) => ({ containerId, sample: busySample() }))),
    }));
    this.helper.answer('container/knobs', () => this.knobs);
    const lab = (): this => this;
    this.panels = new LimitsPanels(EXTENSION as Uri, {
      helper: this.helper,
      inventory: this.inventory,
      store: this.store,
      log: this.log,
      ui: {
        copy: (line) => Promise.resolve(void this.copied.push(line)),
        tell: () => undefined,
        warn: (line) => void this.warnings.push(line),
      },
      act: (action) => void this.actions.push(action),
      changes: {
        get refusal() {
          return lab().refusal;
        },
        onDidChange: this.#refusals.event,
      },
      change: (what, { id }) => void this.begun.push(`${what} ${id}`),
    });
    this.helper.run();
  }

  /** Opens the page of a container; its script begins at once. */
  async open(containerId: string): Promise<FakePanel> {
    this.panels.open(containerId);
    const panel = this.#workbench.panels.at(-1);
    if (panel === undefined) throw new Error('no panel');
    await pass(0);
    panel.send({ kind: 'ready' });
    await pass(0);
    return panel;
  }

  /** What VS Code does after the window was loaded again. */
  async restore(state: unknown): Promise<FakePanel> {
    const panel = new FakePanel('containerInternals.limits', 'Limits: old', 1, {});
    await this.panels.deserializeWebviewPanel(panel as unknown as WebviewPanel, state);
    await pass(0);
    if (!panel.disposed) panel.send({ kind: 'ready' });
    await pass(0);
    return panel;
  }

  /** The user switches changes off or on, or trusts the workspace. */
  refuse(refusal: PageRefusal | undefined): void {
    this.refusal = refusal;
    this.#refusals.fire(undefined);
  }

  dispose(): void {
    this.panels.dispose();
    this.store.dispose();
    this.inventory.dispose();
  }
}

/** Lets time pass, and all that waits for it happen. */
export async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
}

export function busySample() {
  const at = performance.now();
  return aSample(at, { cpu: read({ usage: at / 2000 }), pids: read({ current: 3 }) });
}

export function someKnobs(knobs: readonly Knob[]): KnobsResult {
  return { controllers: [], knobs, omitted: 0 };
}

export function aKnob(key: string, lines: readonly string[], change: Partial<Knob> = {}): Knob {
  return {
    key,
    controller: 'memory',
    version: 2,
    file: text(key.slice(2)),
    path: { text: text(`/sys/fs/cgroup/docker/${key.slice(2)}`) },
    value: read({ lines: lines.map(text), cut: false }),
    setting: true,
    ...change,
  };
}

/** The messages of one kind. */
export function ofKind<K extends ToLimitsPage['kind']>(
  messages: readonly ToLimitsPage[],
  kind: K,
): Extract<ToLimitsPage, { kind: K }>[] {
  return messages.filter((message): message is Extract<ToLimitsPage, { kind: K }> => message.kind === kind);
}
