import { runReader } from './answering.ts';

// Without a handler SIGUSR1 would open Node's debugger on a TCP port.
process.on('SIGUSR1', () => undefined);

runReader();
