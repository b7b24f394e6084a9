import { describe, expect, it } from 'vitest';
import { controllerWords, docUrl, wordsOf } from '../../../src/shared/knobs/catalogue.ts';
import { CONTROLLERS } from '../../../src/shared/model/knob.ts';

const KNOBS = CONTROLLERS.flatMap((name) => controllerWords(name).knobs.map((knob) => ({ ...knob, controller: name })));

/** The sections of the kernel's documents, as Sphinx names them; "" is the whole page. */
const SECTIONS: Readonly<Record<string, string>> = {
  'admin-guide/cgroup-v2.html':
    'core-interface-files cpu-interface-files memory-interface-files io-interface-files io-latency-interface-files io-priority pid-interface-files cpuset-interface-files rdma-interface-files dmem-interface-files hugetlb-interface-files misc-interface-files',
  'admin-guide/cgroup-v1/memory.html':
    'benefits-and-purpose-of-the-memory-controller what-happens-when-a-cgroup-hits-memory-memsw-limit-in-bytes reclaim kernel-memory-extension force-empty stat-file swappiness failcnt usage-in-bytes numa-stat hierarchical-accounting-and-reclaim soft-limits-deprecated move-charges-at-task-migration-deprecated memory-thresholds oom-control-deprecated memory-pressure-deprecated',
  'admin-guide/cgroup-v1/cpusets.html':
    'how-are-cpusets-implemented what-are-exclusive-cpusets what-is-memory-pressure what-is-memory-spread what-is-sched-load-balance what-is-sched-relax-domain-level',
  'admin-guide/cgroup-v1/blkio-controller.html':
    'proportional-weight-policy-files throttling-upper-limit-policy-files common-files-among-various-policies',
  'admin-guide/cgroup-v1/cgroups.html':
    'how-are-cgroups-implemented what-does-notify-on-release-do what-does-clone-children-do',
  'admin-guide/cgroup-v1/pids.html': 'usage',
  'admin-guide/cgroup-v1/rdma.html': 'usage-examples',
  'admin-guide/cgroup-v1/devices.html': 'user-interface',
  'admin-guide/cgroup-v1/hugetlb.html': '',
  'admin-guide/cgroup-v1/cpuacct.html': '',
  'admin-guide/cgroup-v1/freezer-subsystem.html': '',
  'admin-guide/cgroup-v1/net_cls.html': '',
  'admin-guide/cgroup-v1/net_prio.html': '',
  'accounting/psi.html': 'cgroup2-interface',
  'block/bfq-iosched.html': 'interface',
  'scheduler/sched-bwc.html': 'management statistics',
  'scheduler/sched-design-CFS.html': 'group-scheduler-extensions-to-cfs',
  'scheduler/sched-rt-group.html': 'basis-for-grouping-tasks',
  'scheduler/sched-util-clamp.html': 'cgroup-interface',
};

function expectSentence(text: string): void {
  expect(text).toMatch(/^[A-Z][^\n]*\.$/);
  expect(text, 'more than one sentence').not.toMatch(/[.!?] /);
  expect(text.length, text).toBeLessThanOrEqual(160);
  expect(text).not.toMatch(/\b(?:OOM|reclaim|throttl|memcg|css|task|fork|SCHED_|anon\b|slab|THP|USER_HZ|descendant)/i);
  expect(text).not.toMatch(/ {2}| [.,:;]/);
}

function controllerOf(file: string): string {
  const [prefix = ''] = file.split('.');
  if (file === 'cgroup.freeze') return 'freezer';
  if (file === 'irq.pressure') return 'cpu';
  if (['cgroup', 'tasks', 'notify_on_release', 'release_agent'].includes(prefix)) return 'core';
  return { blkio: 'io', cpuacct: 'cpu' }[prefix] ?? prefix;
}

describe('the catalogue of control files', () => {
  it('tells what each controller does', () => {
    for (const name of CONTROLLERS) {
      expect(controllerWords(name).controller).toBe(name);
      expect(controllerWords(name).knobs).not.toHaveLength(0);
      expectSentence(controllerWords(name).meaning);
    }
  });

  it('has each file once, at the controller that it belongs to', () => {
    const keys = KNOBS.map((knob) => `${knob.version}/${knob.file}`);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
    expect(KNOBS.filter((knob) => controllerOf(knob.file) !== knob.controller)).toEqual([]);
  });

  it('has one short and plain sentence on each file', () => {
    for (const { meaning } of KNOBS) expectSentence(meaning);
  });

  it('links to sections that the documents have', () => {
    for (const knob of KNOBS) {
      expect(docUrl(knob)).toBe(`https://docs.kernel.org/${knob.doc}`);
      const [page = '', section = ''] = knob.doc.split('#');
      expect(SECTIONS[page]?.split(' '), knob.doc).toContain(section);
    }
  });
});

describe('wordsOf', () => {
  it('finds a file by its name', () => {
    expect(wordsOf(2, 'memory.max')).toMatchObject({ version: 2, file: 'memory.max', unit: 'bytes' });
    expect(wordsOf(1, 'memory.limit_in_bytes')).toMatchObject({ version: 1, unit: 'bytes' });
    expect(wordsOf(1, 'cpu.stat')?.meaning).not.toBe(wordsOf(2, 'cpu.stat')?.meaning);
  });

  it.each([
    [2, 'hugetlb.2MB.max', 'hugetlb.*.max'],
    [2, 'hugetlb.1GB.rsvd.current', 'hugetlb.*.rsvd.current'],
    [2, 'hugetlb.2MB.events.local', 'hugetlb.*.events.local'],
    [1, 'hugetlb.64KB.rsvd.limit_in_bytes', 'hugetlb.*.rsvd.limit_in_bytes'],
  ] as const)('version %d: finds %s as %s', (version, file, words) => {
    expect(wordsOf(version, file)?.file).toBe(words);
  });

  it.each([
    [1, 'memory.max'],
    [2, 'memory.limit_in_bytes'],
    [2, 'memory.maximum'],
    [2, 'memory.2MB.max'],
    [2, 'hugetlb.max'],
    [2, 'hugetlb.2MB.4MB.max'],
    [2, ''],
    [2, 'constructor'],
  ] as const)('version %d: knows nothing of "%s"', (version, file) => expect(wordsOf(version, file)).toBeUndefined());
});
