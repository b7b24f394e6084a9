/**
 * A helper as small as can be, in a process of its own. Its only argument says how it behaves:
 *
 * - `good`: answers `initialize`, an empty inventory and processes; ends when its input ends
 * - `crash`: ends at once with code 3
 * - `mute`: answers nothing
 * - `hang`: answers `initialize` only
 * - `old`: answers `initialize` with another version; `refuse-version`: refuses it with an error
 * - `null`: answers `initialize` with null
 * - `garbage`: writes what is no message
 * - `close`: answers `initialize`, then closes its output but goes on
 * - `stubborn`: as `good`, but does not end with its input; `slow`: ends 700 ms after it
 * - `error`: answers everything but `initialize` with an error of the kernel
 */
const mode = process.argv[2];

if (mode === 'crash') process.exit(3);
if (mode === 'garbage') process.stdout.write('hello, I am a shell banner\r\n\r\n{}');
if (mode === 'stubborn' || mode === 'close') setInterval(() => undefined, 1000);
if (mode === 'slow') process.stdin.on('end', () => setTimeout(() => process.exit(7), 700));
process.stderr.write('fake helper \u001b[31mstarted\n');

const host = {
  kernelRelease: '6.18.44',
  bootId: 'b',
  cgroupMode: 'hybrid',
  helperUid: 1000,
  helperPid: process.pid,
  privileged: false,
  hidepid: 'off',
  nested: false,
};

function send(message: object): void {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  process.stdout.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function answer(id: number, method: string): void {
  if (mode === 'mute') return;
  if (method === 'initialize') {
    if (mode === 'refuse-version') {
      const data = { code: 'PROTOCOL_VERSION', operation: 'initialize' };
      send({ id, error: { code: -32000, message: 'other version', data } });
    } else if (mode === 'null') {
      send({ id, result: null });
    } else {
      send({ id, result: { protocolVersion: mode === 'old' ? 99 : 1, grant: 'inspect', host } });
    }
    if (mode === 'close') process.stdout.end();
    return;
  }
  if (mode === 'hang') return;
  if (mode === 'error') {
    const data = { code: 'SYSTEM', operation: method, errno: 'EIO' };
    send({ id, error: { code: -32000, message: 'Input/output error', data } });
    return;
  }
  if (method === 'inventory/watch') {
    send({ id, result: { sequence: 1, containers: [] } });
    send({ method: 'inventory/changed', params: { sequence: 2, changed: [], removed: ['x'] } });
  } else if (method === 'container/processes') {
    send({ id, result: { processes: [], omitted: 0 } });
  } else {
    send({ id, result: null });
  }
}

let buffer = Buffer.alloc(0);
process.stdin.on('data', (chunk: Buffer) => {
  buffer = Buffer.concat([buffer, chunk]);
  for (;;) {
    const match = /^Content-Length: (\d+)\r\n\r\n/.exec(buffer.toString('latin1'));
    if (match === null) return;
    const end = match[0].length + Number(match[1]);
    if (buffer.length < end) return;
    const body = buffer.subarray(match[0].length, end).toString();
    buffer = buffer.subarray(end);
    const { id, method } = JSON.parse(body) as { id?: number; method: string };
    if (id !== undefined) answer(id, method);
  }
});
