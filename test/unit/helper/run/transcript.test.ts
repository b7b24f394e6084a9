import { describe, expect, it } from 'vitest';
import { parseTranscriptLine, TranscriptReader } from '../../../../src/helper/run/transcript.ts';

describe('a line of the transcript', () => {
  it.each([
    ['step 3 0 12345 ', { kind: 'step', index: 3, errno: 0, duration: 12_345, detail: '' }],
    ['step 30 13 1 /etc/a b', { kind: 'step', index: 30, errno: 13, duration: 1, detail: '/etc/a b' }],
    ['pid 4711', { kind: 'pid', pid: 4711 }],
    ['exit 0', { kind: 'exit', status: 0 }],
    ['signal 9', { kind: 'signal', signal: 9 }],
    ['cleaned 16 /sys/fs/cgroup/a b', { kind: 'cleaned', errno: 16, path: '/sys/fs/cgroup/a b' }],
    ['oom 2 /sys/fs/cgroup/a', { kind: 'oom', kills: 2, path: '/sys/fs/cgroup/a' }],
    ['refused unknown step', { kind: 'refused', why: 'unknown step' }],
  ])('%s', (line, event) => {
    expect(parseTranscriptLine(line)).toEqual(event);
  });

  it.each([
    '',
    'step',
    'step 1',
    'step 1 0',
    'step -1 0 5 ',
    'step a 0 5 ',
    'pid',
    'pid 0',
    'pid 1 2',
    'exit x',
    'signal 0',
    'oom 0 /a',
    'other 1',
  ])('is none: "%s"', (line) => {
    expect(parseTranscriptLine(line)).toBeUndefined();
  });
});

describe('a reader of the transcript', () => {
  it('waits for the rest of a line', () => {
    const reader = new TranscriptReader();
    expect(reader.push('pid 47')).toEqual([]);
    expect(reader.push('11\nexit 1\nsig')).toEqual([
      { kind: 'pid', pid: 4711 },
      { kind: 'exit', status: 1 },
    ]);
    expect(reader.push('nal 9\n')).toEqual([{ kind: 'signal', signal: 9 }]);
  });

  it('keeps no more of a line than the launcher writes', () => {
    const reader = new TranscriptReader();
    for (let part = 0; part < 1000; part++) reader.push('x'.repeat(1000));
    expect(reader.push('\nexit 0\n')).toEqual([{ kind: 'exit', status: 0 }]);
  });
});
