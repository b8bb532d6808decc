import { connect, type AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Request, Response } from 'express';
import { cutsOffAfter } from './patient-adapter.js';

const PATIENCE_MS = 150;

let server: Server;
let port: number;

beforeAll(async () => {
  const cutsOff = cutsOffAfter(PATIENCE_MS);
  server = createServer((request, response) => {
    void cutsOff(request as Request, response as Response, () => {
      if (request.method === 'POST') request.resume().once('end', () => response.end('read'));
      else setTimeout(() => response.end('done'), 3 * PATIENCE_MS);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(() => void server.close());

describe('a request', () => {
  it('whose body comes by the drop is cut off', async () => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n');
    const drops = setInterval(() => socket.write('x'), 20);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (piece) => (text += piece.toString())).on('close', () => resolve(text));
    });
    clearInterval(drops);
    expect(answer).toBe('');
  });

  it('that comes at once is read', async () => {
    expect(await (await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: 'x'.repeat(1000) })).text()).toBe('read');
  });

  it('that came whole may be answered as slowly as it takes', async () => {
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe('done');
  });
});
