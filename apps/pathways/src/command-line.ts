import { type Command, Option } from 'commander';
import { ROLES, TRAVEL_MODES } from '#lib/kernel';
import type { InviteOptions } from './account.command.js';
import type { ExportOptions, VerifyOptions } from './audit.command.js';
import type { ClientOptions } from './client.command.js';
import type { LookupOptions } from './geography.command.js';
import type { ImportOptions } from './import.command.js';
import type { JsonOption } from './json-option.js';
import type { ExplainOptions, RunOptions, ShowOptions } from './match.command.js';
import type { QualityOptions } from './quality.command.js';
import type { HiresOptions } from './report.command.js';
import type { SolveOptions } from './solve.command.js';
import type { TravelTimesOptions } from './travel-times.command.js';

/**
 * Every verb with its options. What a verb does is imported when it is called and not before: the whole
 * product takes a second to load, and help should not.
 */
export function addVerbs(program: Command): void {
  addGeographyVerbs(group(program, 'geography', 'Postcodes, areas and the Indices of Deprivation.'));
  addImportVerbs(group(program, 'import', 'Reads a file that a partner already has. The same file twice changes nothing.'));
  addMatchVerbs(group(program, 'match', 'Who fits what, and why.'));
  addSolveVerb(program);
  addReportVerbs(group(program, 'report', 'Figures that may be published: every count has passed disclosure control.'));
  addDemoVerbs(group(program, 'demo', 'The invented cast for trying things out.'));
  addDatabaseVerbs(group(program, 'db', 'The database itself.'));
  addAccountVerbs(group(program, 'account', 'People who sign in.'));
  addClientVerbs(group(program, 'client', 'Machines that call the API.'));
  addAuditVerbs(group(program, 'audit', 'The record of who did what.'));
  addSecretsVerbs(group(program, 'secrets', 'The keys that seal contact details, free text and uploaded files.'));
}

function group(program: Command, name: string, description: string): Command {
  return program.command(name).description(description);
}

function verb(parent: Command, name: string, description: string, json = 'print JSON'): Command {
  return parent.command(name).description(description).option('--json', json);
}

const edition = (): Option => new Option('--edition <year>', 'of the Indices of Deprivation').choices(['2019', '2025']).makeOptionMandatory();

function addGeographyVerbs(geography: Command): void {
  const load = () => import('./geography.command.js');
  verb(geography, 'import', 'Loads the postcode directory, the Indices of Deprivation and area lookups. Each file (.csv, .csv.gz, or the .zip as published) is recognised by its headings.')
    .argument('<files...>', 'the files; postcode files given together make one directory')
    .action(async (files: string[], options: JsonOption) => (await load()).importGeography(files, options));
  verb(geography, 'lookup', 'Reads postcodes from standard input, one a line in any spacing or case, and answers one a line, in order.', 'one JSON object a line')
    .addOption(edition())
    .action(async (options: LookupOptions) => (await load()).lookUp(options));
  verb(geography, 'status', 'What is loaded, from which files, and since when.').action(async (options: JsonOption) => (await load()).showGeography(options));
}

function addImportVerbs(imports: Command): void {
  const load = () => import('./import.command.js');
  const organisations = verb(imports, 'organisations', 'The tree City > ICS > Place > organisation, which everything else hangs on (--template prints the layout). All rows or none.')
    .argument('<file>', 'the file')
    .action(async (file: string, options: JsonOption) => (await load()).importOrganisations(file, options));
  const ofPartner = (name: string, description: string): Command =>
    verb(imports, name, description)
      .argument('<file>', 'the file')
      .requiredOption('--organisation <code>', 'code of the organisation that the file comes from')
      .option('--errors <file>', 'write the same file with an ERRORS column there');
  const candidates = ofPartner('candidates', 'Candidates, in our CSV layout (--template prints it).');
  candidates.action(async (file: string, options: ImportOptions) => (await load()).importFile('candidates', file, options));
  ofPartner('courses', 'Courses, as the Course Directory CSV that the college already has, with or without LARS codes.')
    .action(async (file: string, options: ImportOptions) => (await load()).importFile('courses', file, options));
  ofPartner('venues', 'Venues, as the Course Directory CSV. Send them before the courses.')
    .action(async (file: string, options: ImportOptions) => (await load()).importFile('venues', file, options));
  const vacancies = ofPartner('vacancies', 'Vacancies: Display Advert JSON, NHS Jobs XML, or our roles CSV (--template prints it).')
    .addOption(new Option('--format <format>', 'of the file, when its name does not tell').choices(['display-adverts', 'nhs-jobs', 'roles']));
  vacancies.action(async (file: string, options: ImportOptions) => (await load()).importVacancies(file, options));
  const hires = ofPartner('hires', 'Hires of a period, one row each (--template prints the headings that are known without a mapping).')
    .option('--columns <json>', 'our field to your heading, as {"START_DATE":"Date started"}');
  hires.action(async (file: string, options: ImportOptions) => (await load()).importFile('hires', file, options));
  verb(imports, 'travel-times', 'Minutes between small areas (LSOAs of 2021), as a routing engine writes them: from,to,minutes or from_id,to_id,travel_time, and mode where there are several.')
    .argument('<file>', 'the file, .csv or .csv.gz')
    .addOption(new Option('--mode <mode>', 'of the rows that do not say theirs').choices(TRAVEL_MODES))
    .addHelpText(
      'after',
      `
Minutes are whole, or decimal and then rounded up; empty or NaN where there is no way, which is unknown to the rules.
Zones of 2011 that were split or merged are refused: load the 2011 to 2021 areas first (pathways geography import), or they cannot be told.
A file replaces the times of its modes and leaves the other modes. Runs that were made before keep the times that they saw.`,
    )
    .action(async (file: string, options: TravelTimesOptions) => (await import('./travel-times.command.js')).importTravelTimes(file, options));
  for (const [command, layout] of [[organisations, 'organisations'], [candidates, 'candidates'], [vacancies, 'roles'], [hires, 'hires']] as const) {
    command.option('--template', 'print an empty file to fill, and stop').on('option:template', () => {
      // An empty file needs neither a file nor a sender.
      for (const argument of command.registeredArguments) argument.required = false;
      for (const option of command.options) option.mandatory = false;
      command.action(async () => (await load()).printTemplate(layout));
    });
  }
}

function addMatchVerbs(match: Command): void {
  const load = () => import('./match.command.js');
  verb(match, 'run', 'Matches everybody with everything on one snapshot, and waits for the result.')
    .option('--as-of <date>', 'the day that the rules are judged on, as 2026-03-31 (default: today)')
    .option('--each <number>', 'matches to keep for each candidate and opportunity, 1 to 200', '20')
    .option('--seed <number>', 'of the lottery between equal scores (default: drawn and stored)')
    .action(async (options: RunOptions) => (await load()).runMatching(options));
  verb(match, 'show', 'The best matches of a candidate or an opportunity; without either, how the runs stand.')
    .option('--run <id>', 'which run (default: the newest that ended)')
    .option('--candidate <id>', 'best opportunities for this candidate')
    .addOption(new Option('--opportunity <id>', 'best candidates for this opportunity').conflicts('candidate'))
    .action(async (options: ShowOptions) => (await load()).showMatches(options));
  verb(match, 'explain', 'A pair taken apart: every rule, the parts of the score, and what would make it eligible.')
    .requiredOption('--candidate <id>', 'the candidate')
    .requiredOption('--opportunity <id>', 'the opportunity')
    .option('--run <id>', 'on the facts that this run saw (default: on the facts of today)')
    .action(async (options: ExplainOptions) => (await load()).explainMatch(options));
  verb(match, 'quality', 'Holds weights or rules against others on the cases that staff graded: precision and NDCG of the first five. Nothing is put in force.')
    .option('--set <name>', 'only cases of this set (default: all)')
    .option('--weights <file>', 'weights to try, as JSON')
    .option('--against <file>', 'weights to hold them against (default: those of the day each case was made)')
    .option('--programme <code>', 'rank only opportunities of this programme otherwise')
    .option('--rules <number>', 'version of its rules to try, with the weights that belong to it; 0 is no rules')
    .option('--rules-against <number>', 'version to hold it against (default: the rules of the day each case was made)')
    .action(async (options: QualityOptions) => (await import('./quality.command.js')).reportQuality(options));
}

function addSolveVerb(program: Command): void {
  verb(program, 'solve', 'Who gets which place in a table of your own, proven the best or stable. Needs no database and keeps nothing.')
    .requiredOption('--file <file>', 'the instance, .json or .json.gz')
    .addHelpText(
      'after',
      `
The file: {"candidates": 3, "capacities": [1, 2], "edges": [[0, 0, 7], [1, 0, 9], [2, 1, 4]], "objective": "max", "mode": "optimal"}
An edge is [candidate, opportunity, score], numbered from 0; the objective "min" makes the scores costs.
"placeMostFirst": true places as many as can be, and of these ways takes the best (default: only with "min").
Mode "stable" needs "preferences": {"candidates": [[opportunities, best first], ...], "opportunities": [[candidates, best first], ...]}; edges may then be left out.
The answer with --json: {"total", "placed", "assignment": [opportunity of each candidate, -1 for none], "certificate": {"holds", "gap"}, "blockingPairs"}.
All of it is explained in libs/exchange/allocation-instance.md.`,
    )
    .action(async (options: SolveOptions) => (await import('./solve.command.js')).solveFile(options));
}

function addReportVerbs(report: Command): void {
  verb(report, 'hires', 'Hires by deprivation decile and fifth of the home postcode, for the City, every ICS, Place and organisation.')
    .requiredOption('--from <date>', 'first day of the period, as 2026-04-01')
    .requiredOption('--to <date>', 'last day of the period')
    .addOption(edition())
    .option('--node <code>', 'only this City, ICS, Place or organisation and what is below it')
    .addOption(new Option('--format <format>', 'the same cells in another form').choices(['table', 'csv', 'json']).default('table'))
    .action(async (options: HiresOptions) => (await import('./report.command.js')).reportHires(options));
}

function addDemoVerbs(demo: Command): void {
  const load = () => import('./demo.command.js');
  verb(demo, 'load', 'Loads the invented cast: organisations, a small geography that cannot exist, and the files of its partners.')
    .action(async (options: JsonOption) => (await load()).loadDemo(options));
  verb(demo, 'reset', 'Removes the invented cast and everything that belongs to it, and nothing else.')
    .action(async (options: JsonOption) => (await load()).resetDemo(options));
}

function addDatabaseVerbs(database: Command): void {
  const load = () => import('./database.command.js');
  verb(database, 'migrate', 'Brings the database and the queue to the newest version. Safe to run twice, and from two machines at once.')
    .action(async (options: JsonOption) => (await load()).migrateDatabase(options));
  verb(database, 'status', 'Which migrations the database has, and which it lacks.')
    .action(async (options: JsonOption) => (await load()).showMigrations(options));
}

function addAccountVerbs(account: Command): void {
  verb(account, 'invite', 'Sends an invitation: this is how the first administrator comes in.')
    .argument('<email>', 'where it goes')
    .requiredOption('--name <name>', 'what others see')
    .addOption(new Option('--role <role>', 'what the person is').choices(Object.keys(ROLES)).makeOptionMandatory())
    .requiredOption('--at <code>', 'code of the organisation or area at which')
    .action(async (email: string, options: InviteOptions) => (await import('./account.command.js')).inviteAccount(email, options));
}

function addClientVerbs(client: Command): void {
  verb(client, 'create', 'Makes a key for a machine and prints it, this once.')
    .requiredOption('--name <name>', 'which system will use it')
    .requiredOption('--at <code>', 'code of the organisation or area at which it acts')
    .requiredOption('--scopes <actions...>', 'what it may do there, as little as it needs: hires.import')
    .action(async (options: ClientOptions) => (await import('./client.command.js')).createClient(options));
}

function addAuditVerbs(audit: Command): void {
  const load = () => import('./audit.command.js');
  verb(audit, 'verify', 'Recomputes the chain of all events: finds what was changed, removed, reordered or put in. Ends with 3 when it is broken.')
    .option('--head <number:hash>', 'a head that was printed and noted down earlier: finds also what was cut off since')
    .action(async (options: VerifyOptions) => (await load()).verifyAudit(options));
  verb(audit, 'export', 'All events of a period, for an auditor.')
    .requiredOption('--from <date>', 'first day of the period, as 2026-04-01')
    .requiredOption('--to <date>', 'last day of the period')
    .addOption(new Option('--format <format>', 'of the answer').choices(['csv', 'json']).default('csv'))
    .action(async (options: ExportOptions) => (await load()).exportAudit(options));
}

function addSecretsVerbs(secrets: Command): void {
  verb(secrets, 'rotate', 'Seals everything anew under the first key of PATHWAYS_KEYS, and what was never sealed. Safe to break off and to run twice.')
    .action(async (options: JsonOption) => (await import('./secrets.command.js')).rotateSecrets(options));
}
