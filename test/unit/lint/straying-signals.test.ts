import { ESLint } from 'eslint';
import { expect, it } from 'vitest';

const eslint = new ESLint();

/** The lines in which the linter finds something that is forbidden. A script of any name: the tests have the same rules. */
async function forbidden(lines: readonly string[]): Promise<number[]> {
  const [result] = await eslint.lintText(lines.join('\n'), { filePath: 'scripts/lib/example.mjs' });
  const found = result?.messages.filter(({ ruleId }) => ruleId === 'no-restricted-syntax') ?? [];
  return [...new Set(found.map(({ line }) => line))];
}

it('finds every way to signal by a number or by a name', async () => {
  const lines = [
    "process.kill(1, 'SIGTERM');",
    'const { kill } = process;',
    'const other = process.kill;',
    '[1].forEach(process.kill);',
    "process['kill'](1);",
    "proc.kill(1, 'SIGTERM');",
    "import { kill as end } from 'node:process';",
    "run('kill', ['-9', '1']);",
    "run('/usr/bin/pkill', ['sleep']);",
    "run('docker', ['kill', 'web']);",
    "run('sh', ['-c', 'sleep 1; killall dockerd']);",
    "run('sh', ['-c', `kill -9 ${pid}`]);",
    "import { Pidfds } from '../../src/helper/kernel/pidfd.ts';",
  ];
  expect(await forbidden(lines)).toEqual(lines.map((_, index) => index + 1));
});

it('lets a child be ended, a shell signal itself, and anybody ask whether a process is there', async () => {
  const lines = [
    "child.kill('SIGKILL');",
    'process.kill(pid, 0);',
    "run('sh', ['-c', 'kill -STOP $$']);",
    "run('sh', ['-c', 'sleep 60 & kill $!']);",
    "send('container/kill');",
  ];
  expect(await forbidden(lines)).toEqual([]);
});
