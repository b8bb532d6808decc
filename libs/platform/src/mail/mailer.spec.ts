import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { SystemClock } from '../clock/clock.js';
import { Mailer } from './mailer.js';

const MESSAGE = { to: 'ada@example.org', subject: 'Reset your password', text: 'Open this link:\n\nhttps://pathways.example/account/password/abc_DEF-123\n' };

let home: string;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'a home '))));
afterEach(() => rmSync(home, { recursive: true }));

describe('without a mail server', () => {
  it('writes each message into a file that nobody else can read', async () => {
    const mailer = new Mailer({ PATHWAYS_HOME: home }, new SystemClock());
    await mailer.send(MESSAGE);
    await mailer.send({ ...MESSAGE, to: 'bea@example.org' });
    const folder = join(home, 'mail');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const files = readdirSync(folder).map((name) => join(folder, name));
    expect(files).toHaveLength(2);
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
    const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
    expect(text).toContain('From: Anchor Pathways <pathways@localhost>');
    expect(text).toContain('To: ada@example.org');
    expect(text).toContain('To: bea@example.org');
    expect(text).toContain('https://pathways.example/account/password/abc_DEF-123');
  });

  it('takes no second header from what somebody typed', async () => {
    await new Mailer({ PATHWAYS_HOME: home }, new SystemClock()).send({ ...MESSAGE, subject: 'Hello\r\nBcc: eve@example.org' });
    const [name] = readdirSync(join(home, 'mail'));
    expect(readFileSync(join(home, 'mail', name!), 'utf8')).not.toMatch(/^Bcc:/im);
  });
});

describe('with a mail server', () => {
  it('hands the message over, from the given sender', async () => {
    const received: { from: string; to: string[]; text: string }[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, { envelope }, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
          received.push({ from, to: envelope.rcptTo.map(({ address }) => address), text: Buffer.concat(chunks).toString('utf8') });
          done();
        });
      },
    });
    const port = await new Promise<number>((resolve) => {
      const listening = server.listen(0, '127.0.0.1', () => resolve((listening.address() as { port: number }).port));
    });
    try {
      await new Mailer({ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'Pathways <pathways@example.org>', PATHWAYS_HOME: home }, new SystemClock()).send(MESSAGE);
    } finally {
      await new Promise<void>((resolve) => server.close(resolve));
    }
    expect(received).toEqual([{ from: 'pathways@example.org', to: ['ada@example.org'], text: expect.stringContaining('https://pathways.example/account/password/abc_DEF-123') }]);
    expect(readdirSync(home)).toEqual([]);
  });

  it('that is not there, it says so', async () => {
    const free = await new Promise<number>((resolve) => {
      const probe = createServer().listen(0, '127.0.0.1', () => {
        const { port } = probe.address() as { port: number };
        probe.close(() => resolve(port));
      });
    });
    await expect(new Mailer({ SMTP_URL: `smtp://127.0.0.1:${free}`, PATHWAYS_HOME: home }, new SystemClock()).send(MESSAGE)).rejects.toMatchObject({ code: expect.stringMatching(/ECONNREFUSED|ESOCKET/) });
  });
});
