import { AccountsService } from '#lib/identity';
import type { Role } from '#lib/kernel';
import { DomainError, Mailer } from '#lib/platform';
import type { JsonOption } from './json-option.js';
import { printJson, printLines } from './output.js';
import { OPERATOR, withServices } from './session.js';

export interface InviteOptions extends JsonOption {
  readonly name: string;
  readonly role: Role;
  readonly at: string;
}

/** pathways account invite: how the first administrator comes in; everybody else is invited by one. */
export async function inviteAccount(email: string, { name, role, at, json }: InviteOptions): Promise<void> {
  await withServices(async (services, { config: { PUBLIC_URL, PORT } }) => {
    const origin = PUBLIC_URL === undefined ? `http://localhost:${PORT}` : new URL(PUBLIC_URL).origin;
    if (role === 'candidate') throw new DomainError('command/role-not-here', 'A candidate’s account is made from the record of the candidate, by an administrator.');
    const grants = [{ role, nodeCode: at }];
    const userId = await services.get(AccountsService, { strict: false }).invite(OPERATOR, { email, displayName: name, grants }, (token) => `${origin}/account/password/${token}`);
    const { folder } = services.get(Mailer, { strict: false });
    if (json) printJson({ userId });
    else printLines(`The invitation is ${folder === null ? 'on its way' : `in ${folder}`}. Its link works once, for seven days.`);
  });
}
