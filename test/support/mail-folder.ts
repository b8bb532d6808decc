import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A message that was written into PATHWAYS_HOME because there is no mail server. */
export interface CapturedMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** What follows the last slash of the first address in it. */
  readonly token: string;
}

/** Every message so far, the earliest first by the clock of the service that sent them. */
export function capturedMails(home: string): CapturedMail[] {
  const folder = join(home, 'mail');
  return filesOf(folder).map((name) => {
    const raw = readFileSync(join(folder, name), 'utf8').replace(/=\r?\n/g, '').replace(/=3D/g, '=');
    const header = (field: string): string => new RegExp(`^${field}: (.*)$`, 'm').exec(raw)?.[1]?.trim() ?? '';
    const text = raw.slice(raw.search(/\r?\n\r?\n/)).trim();
    return { to: header('To'), subject: header('Subject'), text, token: /https?:\/\/\S*\/(\S+)/.exec(text)?.[1] ?? '' };
  });
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return []; // nothing was sent yet
  }
}

/** The newest message to an address, waited for: some are sent after the answer. */
export async function mailTo(home: string, address: string, wanted: (mail: CapturedMail) => boolean = () => true): Promise<CapturedMail> {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = capturedMails(home).findLast((mail) => mail.to === address && wanted(mail));
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('No such message was sent.');
}
