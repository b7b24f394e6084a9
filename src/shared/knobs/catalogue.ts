import type { ControllerName } from '../model/knob.ts';
import { CORE } from './core.ts';
import { CPU } from './cpu.ts';
import { CPUSET } from './cpuset.ts';
import { DEVICES } from './devices.ts';
import { DMEM } from './dmem.ts';
import { FREEZER } from './freezer.ts';
import { HUGETLB } from './hugetlb.ts';
import { IO } from './io.ts';
import type { ControllerWords, KnobWords } from './knob-words.ts';
import { MEMORY } from './memory.ts';
import { MISC } from './misc.ts';
import { NET_CLS } from './net_cls.ts';
import { NET_PRIO } from './net_prio.ts';
import { PIDS } from './pids.ts';
import { RDMA } from './rdma.ts';

const CONTROLLER_WORDS: Readonly<Record<ControllerName, ControllerWords>> = {
  memory: MEMORY,
  cpu: CPU,
  cpuset: CPUSET,
  io: IO,
  pids: PIDS,
  hugetlb: HUGETLB,
  rdma: RDMA,
  misc: MISC,
  dmem: DMEM,
  devices: DEVICES,
  freezer: FREEZER,
  net_cls: NET_CLS,
  net_prio: NET_PRIO,
  core: CORE,
};

const ALL = Object.values(CONTROLLER_WORDS).flatMap((words) => words.knobs);
const BY_KEY = new Map(ALL.map((knob) => [keyOf(knob.version, knob.file), knob]));

/** What is known about a file, by its exact name or else with its second part as the `*`. */
export function wordsOf(version: 1 | 2, file: string): KnobWords | undefined {
  return BY_KEY.get(keyOf(version, file)) ?? BY_KEY.get(keyOf(version, file.replace(/\.[^.]+(?=\.)/, '.*')));
}

/** What is known about a controller and its files. */
export function controllerWords(controller: ControllerName): ControllerWords {
  return CONTROLLER_WORDS[controller];
}

/** The kernel's documentation of a file. */
export function docUrl(words: KnobWords): string {
  return `https://docs.kernel.org/${words.doc}`;
}

function keyOf(version: 1 | 2, file: string): string {
  return `${version}/${file}`;
}
