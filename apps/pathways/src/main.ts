import { DomainError } from '#lib/platform';
import { Command } from 'commander';
import { addDatabaseVerbs } from './database.command.js';
import { addDemoVerbs } from './demo.command.js';
import { EXIT } from './exit-codes.js';
import { addGeographyVerbs } from './geography.command.js';
import { addImportVerbs } from './import.command.js';
import { addMatchVerbs } from './match.command.js';
import { printJson } from './output.js';
import { addReportVerbs } from './report.command.js';

const program = new Command('pathways')
  .description('Anchor Pathways for operators and scripts. A verb that needs the database uses DATABASE_URL, or the embedded one, which it starts and stops by itself.')
  .showHelpAfterError('(add --help for the options)')
  .addHelpText(
    'after',
    `
Exit codes: 0 done; 1 unexpected failure; 2 wrong command line; 3 not possible, nothing changed; 4 done, some rows rejected; 78 configuration not usable.`,
  );

addGeographyVerbs(program.command('geography').description('Postcodes, areas and the Indices of Deprivation.'));
addImportVerbs(program.command('import').description('Reads a file that a partner already has. The same file twice changes nothing.'));
addMatchVerbs(program.command('match').description('Who fits what, and why.'));
addReportVerbs(program.command('report').description('Figures that may be published: every count has passed disclosure control.'));
addDemoVerbs(program.command('demo').description('The invented cast for trying things out.'));
addDatabaseVerbs(program.command('db').description('The database itself.'));

for (const command of [program, ...program.commands, ...program.commands.flatMap((group) => group.commands)]) {
  command.exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.done : EXIT.usage));
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = tell(error);
}

/** A sentence for a person on standard error; with --json also the code for a machine on standard output. */
function tell(error: unknown): number {
  if (error instanceof DomainError) {
    if (process.argv.includes('--json')) printJson({ error: { code: error.code, detail: error.message, errors: error.details } });
    process.stderr.write(`${error.message}\n${error.details.map(({ pointer, detail }) => `  ${pointer}: ${detail}\n`).join('')}`);
    return EXIT.refused;
  }
  const isOurs = error instanceof Error && /embedded PostgreSQL|ENOENT|EACCES/.test(error.message);
  process.stderr.write(isOurs ? `${error.message}\n` : `Something went wrong that we did not foresee.\n${error instanceof Error ? error.stack : String(error)}\n`);
  return EXIT.unexpected;
}
