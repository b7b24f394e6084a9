// Boots the test machine in QEMU and waits until it has ended.
import { join } from 'node:path';
import { start } from './processes.mjs';

const kernelArguments = [
  ...['console=ttyS0', 'root=/dev/vda', 'rw', 'panic=-1', 'quiet', 'mitigations=off', 'systemd.show_status=0'],
  // A machine that waits for a person would wait forever.
  'systemd.default_timeout_start_sec=60',
];

/** Two processors and 2 GB in software emulation: that works everywhere, also where there is no /dev/kvm. */
const hardware = [
  ...['-accel', 'tcg,thread=multi', '-smp', '2', '-cpu', 'max', '-m', '2048'],
  ...['-display', 'none', '-monitor', 'none', '-nic', 'none', '-no-reboot'],
];

/**
 * @param {object} machine
 * @param {string} machine.image the folder that ensureVmImage() made; it is not written to
 * @param {string} machine.data the file of the data disk
 * @param {readonly string[]} [machine.arguments] more kernel arguments
 * @param {string} [machine.serialLog] gets the output of the serial line; the terminal has it where this is left out
 * @param {number} machine.timeoutMs after which the machine is switched off
 * @returns {Promise<{ok: true} | {ok: false, why: string}>}
 */
export async function bootVm({ image, data, arguments: more = [], serialLog, timeoutMs }) {
  const child = start(
    'qemu-system-x86_64',
    [
      ...hardware,
      ...['-kernel', join(image, 'vmlinuz'), '-initrd', join(image, 'initrd.img')],
      ...['-append', [...kernelArguments, ...more].join(' ')],
      ...['-drive', `file=${join(image, 'root.ext4')},format=raw,if=virtio,snapshot=on`],
      ...['-drive', `file=${data},format=raw,if=virtio,cache=unsafe`],
      ...['-serial', serialLog === undefined ? 'stdio' : `file:${serialLog}`],
    ],
    { stdio: [serialLog === undefined ? 'inherit' : 'ignore', serialLog === undefined ? 'inherit' : 'ignore', 'pipe'] },
  );
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve({ ok: false, why: error.message }));
    child.once('close', (status) => resolve(status === 0 ? { ok: true } : { ok: false, why: errors.trim() }));
  });
  let late = false;
  const timeout = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const result = await ended;
  clearTimeout(timeout);
  return late ? { ok: false, why: `the machine did not end within ${timeoutMs / 1000} s` } : result;
}
