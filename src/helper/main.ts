import { constants } from 'node:os';
import { join } from 'node:path';
import { runHelper } from './helper.ts';
import { keeperBy } from './keeper/keeper.ts';
import { ReaderProcess } from './reader/reader-process.ts';

// Before anything else: without a handler SIGUSR1 would open Node's debugger on a TCP port.
process.on('SIGUSR1', () => undefined);

// The reader is a bundle of its own: it is started often and needs next to nothing.
const readerOptions = { script: join(__dirname, 'reader.js'), deadlineMs: 1000, idleMs: 30_000 };
const reader = new ReaderProcess(readerOptions);
// It comes up while the rest gets ready.
reader.start();
const commandLines = new ReaderProcess(readerOptions);

function exit(code: number): void {
  reader.dispose();
  commandLines.dispose();
  process.exit(code);
}

// The extension is gone: so is the reason to be here.
process.stdin.on('end', () => exit(0));
process.stdin.on('close', () => exit(0));
process.stdout.on('error', () => exit(0));
// Not without what is done at the end: a container that is held still goes on.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => exit(128 + constants.signals[signal]));
}

runHelper({
  // Who starts it decides what it may do, not who talks to it.
  grant: process.argv.includes('--manage') ? 'manage' : 'inspect',
  input: process.stdin,
  output: process.stdout,
  reader,
  commandLines,
  launcher: join(__dirname, 'launcher'),
  startKeeper: keeperBy(join(__dirname, 'keeper.js')),
  environment: process.env,
  log: (line) => process.stderr.write(`${line}\n`),
  exit,
});
