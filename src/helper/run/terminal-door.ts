import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { PeerCredentials } from '../kernel/peer-credentials.ts';

/** What a connection says first is at most so long. */
const NAME_LIMIT_BYTES = 64;
/** It has so long, in ms, to say it. */
const NAME_MS = 5000;

/**
 * Takes the name of a run and the connection of its terminal.
 *
 * @returns false where there is no such run
 */
export type Admit = (name: string, terminal: Socket) => boolean;

/**
 * Where the terminals of runs come in: `launcher attach` connects, says the name of its run, and lends its terminal to
 * the launcher of that run. An abstract socket (unix(7)), so that nothing is left of it however the helper ends; only who
 * is of the same user is heard.
 */
export class TerminalDoor {
  readonly #server: Server;
  /** For `launcher attach`: without the NUL at its beginning. */
  readonly name: string;

  private constructor(server: Server, name: string) {
    this.#server = server;
    this.name = name;
  }

  /** @param uid whose terminals are taken */
  static async open(peers: PeerCredentials, uid: number, admit: Admit): Promise<TerminalDoor> {
    const name = `container-internals-${randomBytes(16).toString('hex')}`;
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      socket.on('error', () => socket.destroy());
      if (peers.uid(socket) === uid) hear(socket, admit);
      else socket.destroy();
    });
    server.listen(`\0${name}`);
    await once(server, 'listening');
    // The door alone keeps no helper alive.
    server.unref();
    return new TerminalDoor(server, name);
  }

  close(): void {
    this.#server.close();
  }
}

/** Reads one line and not a byte more: the rest is for the launcher. */
function hear(socket: Socket, admit: Admit): void {
  const timer = setTimeout(() => socket.destroy(), NAME_MS);
  let said = '';
  socket.on('readable', () => {
    for (let byte; (byte = socket.read(1) as Uint8Array | null) !== null;) {
      said += String.fromCharCode(byte[0] ?? 0);
      if (said.length > NAME_LIMIT_BYTES) socket.destroy();
      if (!said.endsWith('\n')) continue;
      clearTimeout(timer);
      socket.removeAllListeners('readable');
      if (!admit(said.slice(0, -1), socket)) socket.destroy();
      return;
    }
  });
  socket.once('close', () => clearTimeout(timer));
}
