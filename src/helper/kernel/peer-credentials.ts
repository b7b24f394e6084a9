import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { loadLibc, type Native, settled } from './syscalls.ts';

/** unix(7), socket(7); the same on the architectures that we support. */
const SOL_SOCKET = 1;
const SO_PEERCRED = 17;
/** struct ucred: pid, uid, gid. */
const UCRED_BYTES = 12;
const UID_AT = 4;

/** Tells who connected a unix socket, which the kernel noted at that moment. */
export class PeerCredentials {
  readonly #getsockopt: Native;

  constructor() {
    this.#getsockopt = loadLibc().func(
      'int getsockopt(int fd, int level, int name, void *value, void *length)',
    ) as Native;
  }

  /** The user id of the other end, or -errno; `undefined` where the socket is closed. */
  uid(socket: Socket): number | undefined {
    // Node has no other way to the number of the file descriptor.
    const { fd = -1 } = (socket as unknown as { readonly _handle: { readonly fd?: number } | null })._handle ?? {};
    if (fd < 0) return undefined;
    const credentials = Buffer.alloc(UCRED_BYTES);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(UCRED_BYTES);
    const result = settled(this.#getsockopt(fd, SOL_SOCKET, SO_PEERCRED, credentials, length));
    return result < 0 ? result : credentials.readUInt32LE(UID_AT);
  }
}
