import { writeSync } from 'node:fs';
import { CONTROL_FD } from './control-fd.ts';

// node keeper.js TEXT: writes the text to a control file once its parent is gone, or ends at a word of it.

// Whoever ends the helper by its process group or its session must not end what cleans up behind it.
for (const signal of ['SIGUSR1', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);

const [, , text = ''] = process.argv;
process.stdin.once('data', () => process.exit(0));
process.stdin.once('end', () => {
  try {
    writeSync(CONTROL_FD, text);
  } catch {
    // The cgroup is gone: so is what was held.
  }
  process.exit(0);
});
process.stdout.write('ready');
