import { ConfigError, DomainError, EXIT_CONFIG } from '#lib/platform';
import { describe, expect, it } from '@jest/globals';
import { CommanderError, InvalidArgumentError } from 'commander';
import { EXIT } from './exit-codes.js';
import { describeFailure, linesOfFailure } from './failure.js';
import { ServerError } from './servers.js';

const ofFile = (code: string, path?: string): Error => Object.assign(new Error(`${code}: some words, open '/x'`), { code, path });
const ofQuery = Object.assign(new Error('invalid input syntax for type date: "Amina 1998-05-14"'), { name: 'QueryFailedError', driverError: { code: '22007', constraint: 'ck_people_born' } });
const LOST = 'The connection to the database or the queue was lost. Run it again: what was stored stays, and nothing is stored twice.';

describe('describeFailure', () => {
  it.each([
    [new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)'), EXIT.done, 'command/usage', '(outputHelp)'],
    [new CommanderError(1, 'commander.help', '(outputHelp)'), EXIT.usage, 'command/usage', 'A verb is missing.'],
    [new CommanderError(1, 'commander.unknownOption', "error: unknown option '--x'"), EXIT.usage, 'command/usage', "unknown option '--x'"],
    [new InvalidArgumentError('Another file is needed.'), EXIT.usage, 'command/usage', 'Another file is needed.'],
    [new DomainError('command/not-a-number', 'A number is needed.'), EXIT.usage, 'command/not-a-number', 'A number is needed.'],
    [new DomainError('matching/run-not-found', 'There is no such run.'), EXIT.refused, 'matching/run-not-found', 'There is no such run.'],
    [new ConfigError(['PORT must be a number']), EXIT_CONFIG, 'command/configuration', 'The configuration is not usable:'],
    [new ServerError('The server does not answer.'), EXIT.refused, 'command/server-not-usable', 'The server does not answer.'],
    [ofFile('EACCES', '/x'), EXIT.refused, 'command/file-not-usable', '/x cannot be used: permission denied.'],
    [ofFile('ENOSPC', '/x'), EXIT.refused, 'command/file-not-usable', '/x cannot be used: the disk is full.'],
    [ofFile('EACCES'), EXIT.unexpected, 'command/unexpected', 'Something went wrong that we did not foresee.'],
    [Object.assign(new Error('x'), { code: 'ECONNRESET' }), EXIT.unexpected, 'command/connection-lost', LOST],
    [Object.assign(new Error('x'), { driverError: { code: '57P01' } }), EXIT.unexpected, 'command/connection-lost', LOST],
    [new Error('Connection terminated unexpectedly'), EXIT.unexpected, 'command/connection-lost', LOST],
    [ofQuery, EXIT.unexpected, 'command/unexpected', 'Something went wrong that we did not foresee.'],
    ['thrown text', EXIT.unexpected, 'command/unexpected', 'Something went wrong that we did not foresee.'],
  ])('%s', (error, exitCode, code, detail) => {
    expect(describeFailure(error)).toMatchObject({ exitCode, code, detail });
  });

  it('of ours that the user can mend has no trace', () => {
    expect(describeFailure(new DomainError('a/b', 'Mend it.')).trace).toEqual([]);
  });

  it('that nobody foresaw tells where it happened, and nothing that it quotes', () => {
    const text = linesOfFailure(describeFailure(ofQuery));
    expect(text).toContain('QueryFailedError 22007 ck_people_born');
    expect(text).toContain('failure.spec');
    expect(text).not.toContain('Amina');
  });

  it('is one line for each thing that is wrong', () => {
    expect(linesOfFailure(describeFailure(new ConfigError(['PORT must be a number', 'LOG_LEVEL is unknown'])))).toBe('The configuration is not usable:\n  PORT: must be a number\n  LOG_LEVEL: is unknown');
  });
});
