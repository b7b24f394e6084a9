import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReaderProcess } from '../../../../src/helper/reader/reader-process.ts';
import { runtimeContext } from '../../../../src/helper/runtimes/context.ts';
import { pauseAtDocker } from '../../../../src/helper/runtimes/docker-pause.ts';
import { hexId } from '../inventory/machine.ts';

const ID = hexId('web');
const PID = 4321;

let folder: string;
let socket: string;
let server: Server;
/** What the runtime has on record. */
let state: { Id: string; State: { Pid: number; Paused: boolean } };
/** What it was asked to change, in order. */
let asked: string[];
/** How it answers to that. */
let answer: (response: ServerResponse, request: IncomingMessage) => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'socket-'));
  socket = join(folder, 'docker.sock');
  state = { Id: ID, State: { Pid: PID, Paused: false } };
  asked = [];
  answer = (response) => void response.writeHead(204).end();
  server = createServer((request, response) => {
    if (request.method === 'GET') {
      response.end(JSON.stringify(state));
      return;
    }
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    answer(response, request);
  });
  server.listen(socket);
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  rmSync(folder, { recursive: true });
});

function pause(paused: boolean, forMs = 5000, sockets = [socket]) {
  const reader = new ReaderProcess({ script: '/none', deadlineMs: 1000, idleMs: 1000 });
  const control = runtimeContext(reader, {});
  const request = { containerId: ID, initPid: PID, paused, until: performance.now() + forMs };
  return pauseAtDocker(request, sockets, control);
}

describe('a runtime that is asked to pause a container', () => {
  it('is asked by its own interface', async () => {
    expect(await pause(true)).toEqual({ kind: 'done' });
    state.State.Paused = true;
    expect(await pause(false)).toEqual({ kind: 'done' });
    expect(asked).toEqual([`POST /containers/${ID}/pause`, `POST /containers/${ID}/unpause`]);
  });

  it('is not asked for what it has on record already', async () => {
    expect(await pause(false)).toEqual({ kind: 'already' });
    expect(asked).toEqual([]);
  });

  it.each([
    ['another init', { Id: ID, State: { Pid: 99, Paused: false } }],
    ['a container whose name is this id', { Id: hexId('other'), State: { Pid: PID, Paused: false } }],
    ['rubbish', [] as unknown as typeof state],
  ])('is not asked where it tells of %s', async (_, told) => {
    state = told;
    expect(await pause(true)).toEqual({ kind: 'unknown' });
    expect(asked).toEqual([]);
  });

  it('is not there: no socket, and one at which nobody listens', async () => {
    const deaf = join(folder, 'deaf.sock');
    writeFileSync(deaf, '');
    expect(await pause(true, 5000, [join(folder, 'none.sock'), deaf])).toEqual({ kind: 'unknown' });
    expect(await pause(true, 5000, [deaf, socket])).toEqual({ kind: 'done' });
  });

  it('refuses in its own words, of which the last line counts', async () => {
    answer = (response) =>
      void response.writeHead(409).end(JSON.stringify({ message: 'cannot pause:\nthe container is restarting\n' }));
    expect(await pause(true)).toEqual({ kind: 'refused', message: 'the container is restarting' });
  });

  it.each(['', 'not JSON', '{"message":7}', '[]'])('refuses with %j, of which the status is told', async (body) => {
    answer = (response) => void response.writeHead(500).end(body);
    expect(await pause(true)).toEqual({ kind: 'refused', message: 'HTTP status 500' });
  });

  it('hangs up, or answers without end: that is a refusal', async () => {
    answer = (_, request) => request.socket.destroy();
    expect(await pause(true)).toMatchObject({ kind: 'refused' });
    answer = (response) => void response.writeHead(500).end(Buffer.alloc(200_000, 'x'));
    expect(await pause(true)).toMatchObject({ kind: 'refused' });
  });

  it('does not answer in time: pausing is taken back, so that it comes too late for nobody', async () => {
    answer = () => undefined;
    const from = performance.now();
    expect(await pause(true, 300)).toMatchObject({ kind: 'timeout' });
    expect(performance.now() - from).toBeLessThan(1000);
    await expect.poll(() => asked).toEqual([`POST /containers/${ID}/pause`, `POST /containers/${ID}/unpause`]);
  });

  it('says when it has been asked to take it back', async () => {
    let resumed = false;
    answer = (response, { url = '' }) => {
      if (!url.endsWith('/unpause')) return;
      setTimeout(() => {
        resumed = true;
        response.writeHead(204).end();
      }, 200);
    };
    const late = await pause(true, 100);
    if (late.kind !== 'timeout') throw new Error(late.kind);
    expect(resumed).toBe(false);
    await late.takenBack;
    expect(resumed).toBe(true);
  });

  it('does not answer in time: resuming is not taken back', async () => {
    state.State.Paused = true;
    answer = () => undefined;
    expect(await pause(false, 100)).toMatchObject({ kind: 'timeout' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(asked).toEqual([`POST /containers/${ID}/unpause`]);
  });
});
