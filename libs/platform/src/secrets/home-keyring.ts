import { randomBytes } from 'node:crypto';
import type { ProcessConfig } from '../config/process-config.js';
import { DomainError } from '../errors/domain-error.js';
import { homeSecret } from './home-secret.js';
import { readKeyring } from './keyring.js';
import type { SealingKey } from './sealer.js';

const FILES = { PATHWAYS_KEYS: 'keys', SESSION_SECRETS: 'session-secrets' } as const;

/**
 * The keys of a variable, the current one first. Where it is not set, which production refuses, those of a file in
 * PATHWAYS_HOME that is made on first use. Throws platform/keys-damaged when that file is not usable.
 */
export function keyringOf(config: ProcessConfig, name: keyof typeof FILES): readonly SealingKey[] {
  const given = config[name];
  if (given !== undefined) return readKeyring(name, given).keys;
  const { keys, problems } = readKeyring(`The file ${FILES[name]} in PATHWAYS_HOME:`, homeSecret(config.PATHWAYS_HOME, FILES[name], newKey));
  if (problems.length > 0) throw new DomainError('platform/keys-damaged', `${problems.join(' ')} Put the file back from a backup: what was sealed with its keys opens with nothing else.`);
  return keys;
}

/** What signs session cookies: the first signs, all verify. */
export function sessionSecretsOf(config: ProcessConfig): string[] {
  return keyringOf(config, 'SESSION_SECRETS').map(({ bytes }) => Buffer.from(bytes).toString('base64url'));
}

/** An id of its own: with other keys after a lost file, sealed text is of an unknown key and not of a wrong one. */
function newKey(): string {
  return `home-${randomBytes(4).toString('hex')}:${randomBytes(32).toString('base64')}`;
}
