import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport, type Transporter } from 'nodemailer';
import type { Clock } from '../clock/clock.js';
import type { ProcessConfig } from '../config/process-config.js';
import { postgresHome } from '../embedded/postgres-home.js';

/** A message in plain text. Its address and text are personal data: they are sent, and neither logged nor audited. */
export interface MailMessage {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Who a message is from where MAIL_FROM is empty, which production refuses. */
const LOCAL_SENDER = 'Anchor Pathways <pathways@localhost>';

/** A mail server that does not answer is given up on; nodemailer would wait for minutes. */
const PATIENCE = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 } as const;

/**
 * Sends e-mail to the server of SMTP_URL. Without one, which production refuses, each message becomes a file in the
 * folder `mail` of PATHWAYS_HOME that only its owner can read: links in it open accounts.
 */
export class Mailer {
  private readonly transport: Transporter;
  /** Where messages go that are not sent; null when they are. */
  readonly folder: string | null;

  constructor(
    { SMTP_URL, MAIL_FROM, PATHWAYS_HOME }: Pick<ProcessConfig, 'SMTP_URL' | 'MAIL_FROM' | 'PATHWAYS_HOME'>,
    private readonly clock: Clock,
  ) {
    const defaults = { from: MAIL_FROM ?? LOCAL_SENDER };
    this.folder = SMTP_URL === undefined ? join(postgresHome(PATHWAYS_HOME).folder, 'mail') : null;
    this.transport = SMTP_URL === undefined ? createTransport({ streamTransport: true, buffer: true }, defaults) : createTransport({ url: SMTP_URL, ...PATIENCE }, defaults);
  }

  /** Hands a message over. Throws what the server or the disc said; the caller tells nobody the address. */
  async send(message: MailMessage): Promise<void> {
    // Nothing of a message is a file name or an address to be fetched, whatever somebody typed.
    const sent = await this.transport.sendMail({ ...message, disableFileAccess: true, disableUrlAccess: true });
    if (this.folder === null) return;
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const name = `${this.clock.now().toISOString().replaceAll(':', '-')}-${randomBytes(4).toString('hex')}.eml`;
    await writeFile(join(this.folder, name), sent.message as Buffer, { mode: 0o600, flag: 'wx' });
  }
}
