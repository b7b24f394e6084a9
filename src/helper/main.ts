import { runHelper } from './helper.ts';
import { runReader } from './reader/main.ts';
import { ReaderProcess } from './reader/reader-process.ts';

// Before anything else: without a handler SIGUSR1 would open Node's debugger on a TCP port.
process.on('SIGUSR1', () => undefined);

if (process.argv[2] === '--reader') {
  runReader();
} else {
  const reader = new ReaderProcess({ script: process.argv[1] ?? '', deadlineMs: 1000, idleMs: 30_000 });
  const exit = (code: number) => {
    reader.dispose();
    process.exit(code);
  };
  // The extension is gone: so is the reason to be here.
  process.stdin.on('end', () => exit(0));
  process.stdin.on('close', () => exit(0));
  process.stdout.on('error', () => exit(0));
  runHelper({
    input: process.stdin,
    output: process.stdout,
    reader,
    environment: process.env,
    log: (line) => process.stderr.write(`${line}\n`),
    exit,
  });
}
