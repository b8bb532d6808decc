import { SMTPServer } from 'smtp-server';

/** What a mail server was handed. */
export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** A real mail server of a test's own. */
export class MailServer {
  /** Everything that it was handed to the last line, in that order, whatever it answered. */
  readonly received: ReceivedMail[] = [];
  /** Addresses that it does not know. */
  readonly unknown = new Set<string>();
  /** Whether it keeps everybody waiting for its answer once it has a message. */
  isSilent = false;

  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
  ) {}

  static async open(port = 0): Promise<MailServer> {
    let opened: MailServer | undefined;
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      onRcptTo({ address }, _session, done) {
        done(opened!.unknown.has(address) ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null);
      },
      onData(stream, { envelope }, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8').replaceAll(/=\r?\n/g, '').replaceAll('=3D', '=');
          opened!.received.push({ to: envelope.rcptTo[0]!.address, subject: /^Subject: (.*)$/m.exec(text)?.[1]?.trim() ?? '', text: text.slice(text.indexOf('\r\n\r\n')).trim() });
          if (!opened!.isSilent) done();
        });
      },
    });
    server.on('error', () => undefined); // a client that was killed
    const listening = await new Promise<number>((resolve) => {
      const socket = server.listen(port, '127.0.0.1', () => resolve((socket.address() as { port: number }).port));
    });
    opened = new MailServer(server, listening);
    return opened;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }
}
