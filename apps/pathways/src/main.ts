import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { addVerbs } from './command-line.js';
import { EXIT } from './exit-codes.js';
import { describeFailure, linesOfFailure } from './failure.js';

const program = new Command('pathways')
  .description('Anchor Pathways for operators and scripts. A verb that needs the database uses DATABASE_URL, or the embedded one, which it starts and stops by itself.')
  .showHelpAfterError('(add --help for the options)')
  .addHelpText(
    'after',
    `
Exit codes: 0 done; 1 unexpected failure; 2 wrong command line; 3 not possible, nothing changed; 4 done, some rows rejected; 78 configuration not usable.`,
  )
  .exitOverride();
addVerbs(program);

// Whatever was begun may be killed anywhere. Ending through exit puts the terminal back as it was.
for (const [signal, number] of [['SIGHUP', 1], ['SIGINT', 2], ['SIGTERM', 15]] as const) process.on(signal, () => process.exit(128 + number));
process.stdout.on('error', stopWriting);
// A connection that breaks where nobody waits for it: the verb cannot go on.
process.on('uncaughtException', (error) => {
  fail(error);
  process.exit();
});
await program.parseAsync().catch(fail);

/** Tells what went wrong: a sentence for a person on standard error, for a machine also the code on standard output. */
function fail(error: unknown): void {
  const failure = describeFailure(error);
  const { exitCode, code, detail, errors } = failure;
  process.exitCode = exitCode;
  if (exitCode !== EXIT.done && isAskedForJson()) process.stdout.write(`${JSON.stringify({ error: { code, detail, errors } })}\n`);
  // What the parser itself refuses it has told already.
  if (!(error instanceof CommanderError) || error instanceof InvalidArgumentError) process.stderr.write(`${linesOfFailure(failure)}\n`);
}

function isAskedForJson(): boolean {
  return /(^| )--(json|format[ =]json)( |$)/.test(process.argv.slice(2).join(' '));
}

/** Whoever reads the answer may have seen enough (`| head`): that is no failure. A full disk is one. */
function stopWriting(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`The answer could not be written: ${error.message}\n`);
  process.exit(EXIT.unexpected);
}
