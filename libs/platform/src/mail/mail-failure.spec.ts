import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { SystemClock } from '../clock/clock.js';
import { mailFailure, type MailFailure } from './mail-failure.js';
import { Mailer } from './mailer.js';

const MESSAGE = { to: 'ada@example.org', subject: 'A subject', text: 'A text\n' };

/** What a server does when it is spoken to: an answer for the beginning of each line; null hangs up. */
type Manners = Readonly<Record<string, string | null>>;

const GOOD: Manners = { EHLO: '250 here', 'MAIL FROM': '250 ok', 'RCPT TO': '250 ok', DATA: '354 go on', '.': '250 taken', QUIT: '221 bye' };

/** Sends a message to a server with such manners. */
async function failureWith(manners: Manners): Promise<MailFailure | null> {
  const server = createServer((socket) => speak(socket, { ...GOOD, ...manners }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await new Mailer({ SMTP_URL: `smtp://127.0.0.1:${port}?ignoreTLS=true`, PATHWAYS_HOME: '/nowhere' }, new SystemClock()).send(MESSAGE).then(() => null, mailFailure);
  } finally {
    server.close();
  }
}

function speak(socket: Socket, manners: Manners): void {
  let isInData = false;
  socket.on('error', () => socket.destroy());
  socket.write('220 hello\r\n');
  socket.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString('utf8').split('\r\n').filter(Boolean)) {
      if (isInData && line !== '.') continue;
      const answer = Object.entries(manners).find(([start]) => line.startsWith(start))?.[1];
      isInData = line.startsWith('DATA');
      if (answer === null) return void socket.destroy();
      if (answer !== undefined) socket.write(`${answer}\r\n`);
    }
  });
}

describe('mailFailure', () => {
  it.each<[string, Manners, MailFailure | null]>([
    ['takes the message', {}, null],
    ['does not know the address', { 'RCPT TO': '550 no such user' }, 'refused'],
    ['asks to come again later', { 'RCPT TO': '451 greylisted' }, 'not-taken'],
    ['does not like the sender', { 'MAIL FROM': '550 not you' }, 'not-taken'],
    ['refuses the text', { '.': '554 no' }, 'not-taken'],
    ['refuses to begin', { DATA: '451 busy' }, 'not-taken'],
    ['hangs up when it has the whole text', { '.': null }, 'unknown'],
    ['hangs up when it is greeted', { EHLO: null }, 'unknown'],
  ])('of a server that %s', async (_, manners, failure) => {
    expect(await failureWith(manners)).toBe(failure);
  });

  it('of a server that is not there', async () => {
    const failure = await new Mailer({ SMTP_URL: 'smtp://127.0.0.1:1', PATHWAYS_HOME: '/nowhere' }, new SystemClock()).send(MESSAGE).then(() => null, mailFailure);
    expect(failure).toBe('away');
  });

  it.each<[unknown, MailFailure]>([
    [{ code: 'EDNS', command: 'CONN' }, 'away'],
    [{ code: 'EAUTH', command: 'AUTH PLAIN' }, 'away'],
    [{ code: 'ESOCKET', originalCode: 'ECONNREFUSED' }, 'away'],
    [{ code: 'ESOCKET', syscall: 'connect' }, 'away'],
    [{ code: 'ETIMEDOUT', timeoutType: 'CONNECT_TIMEOUT' }, 'away'],
    [{ code: 'ETIMEDOUT', timeoutType: 'GREETING_TIMEOUT' }, 'away'],
    [{ code: 'ETIMEDOUT', timeoutType: 'SOCKET_TIMEOUT' }, 'unknown'],
    [{ code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535 }, 'away'],
    [{ code: 'ECONNECTION', command: 'CONN', responseCode: 421 }, 'unknown'],
    [{ code: 'ENOSPC', syscall: 'write' }, 'unknown'],
    [new Error('anything'), 'unknown'],
    [undefined, 'unknown'],
  ])('of %j is %s', (error, failure) => {
    expect(mailFailure(error)).toBe(failure);
  });
});
