import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { transcriptMarkdown } from '../../../../../src/helper/run/explain/transcript-markdown.ts';
import { makeRun, type MadeRun } from '../../../../../src/helper/run/make-run.ts';
import { compileSeccomp } from '../../../../../src/helper/run/seccomp/compile-seccomp.ts';
import { defaultSeccomp } from '../../../../../src/helper/run/seccomp/default-seccomp.ts';
import { HOSTILE } from '../../../support/hostile.ts';
import { ROOT } from '../facts.ts';

const markdown = new MarkdownIt({ html: true, linkify: true });

function made(title: string, args: readonly string[]): MadeRun {
  return makeRun(
    {
      title,
      args,
      folder: '/tmp/project',
      environment: { PATH: '/bin', TOKEN: 'canary' },
      isolation: { preset: 'sandbox', isFolderWritable: false, limits: { memoryBytes: 4096, pids: 5 } },
    },
    { facts: ROOT, cgroupName: 'isolated-1', seccomp: defaultSeccomp('x64'), compileSeccomp, place: undefined },
  );
}

const steps = (run: MadeRun) => run.plan.steps.map((_, index) => ({ index, errno: 0, duration: 12_000, detail: '' }));

describe('how a run was made', () => {
  const run = made('make all', ['make', 'all']);

  it('has each step in order with its system call, its time and why', () => {
    const text = transcriptMarkdown({ made: run, steps: steps(run), end: { kind: 'exit', status: 0 } });
    const numbers = [...text.matchAll(/^(\d+)\. `/gm)].map(([, number]) => Number(number));
    expect(numbers).toEqual(run.plan.steps.map((_, index) => index + 1));
    expect(text).toContain('`clone3({flags=CLONE_NEWUSER|');
    expect(text).toContain('12 µs');
    expect(text).toContain('Exited with status 0.');
  });

  it('shows where it failed, and that no more was done', () => {
    const some = steps(run).slice(0, 3);
    const failed = [...some, { index: 3, errno: 13, duration: 1000, detail: '/sys/x' }];
    const text = transcriptMarkdown({ made: run, steps: failed, end: { kind: 'exit', status: 125 } });
    expect(text).toContain('**Failed: EACCES** `/sys/x`');
    expect(text).toContain(`${run.plan.steps.length - 4} more steps were not performed.`);
  });

  it('gives the commands of other tools, what they do otherwise, and the configuration', () => {
    const text = transcriptMarkdown({ made: run, steps: [], end: undefined });
    expect(text).toMatch(/^unshare --user .* make all$/m);
    expect(text).toMatch(/^bwrap --unshare-user .*--ro-bind \/ \/ .* -- make all$/m);
    expect(text).toMatch(/runc run isolated-1/);
    expect(text).toContain('MemoryMax=4096');
    expect(text).toContain('"ociVersion"');
  });

  it('does not tell what is in the environment', () => {
    expect(transcriptMarkdown({ made: run, steps: steps(run), end: undefined })).not.toContain('canary');
  });

  it.each(HOSTILE)('has nothing active in it: %s', (_, bytes) => {
    const text = Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\0', '');
    const hostile = made(text, ['sh', '-c', text]);
    const failed = [{ index: 0, errno: 2, duration: 1, detail: bytes }];
    const html = markdown.render(transcriptMarkdown({ made: hostile, steps: failed, end: undefined }));
    expect(html).not.toMatch(/<(a|img|script|iframe|svg)\b/i);
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(html).not.toContain('\u001b');
  });
});
