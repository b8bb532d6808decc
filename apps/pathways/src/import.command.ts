import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { readColumnMapping, readOrganisationsFile, UPLOAD_TEMPLATES, UploadsQuery, UploadsService, type UploadContentName, type UploadState } from '#lib/exchange';
import { OrganisationsService } from '#lib/identity';
import { DomainError } from '#lib/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { type Command, Option } from 'commander';
import { EXIT } from './exit-codes.js';
import { printJson, printLines, printTable, Progress, thousands } from './output.js';
import { withServices, withWorker } from './session.js';

interface ImportOptions {
  readonly organisation: string;
  readonly errors?: string;
  readonly columns?: string;
  readonly format?: 'display-adverts' | 'nhs-jobs' | 'roles';
  readonly json?: boolean;
}

const LOCAL_OPERATOR = { actorId: 'local-operator' };
const LOOK_EVERY_MS = 200;
const MOST_PROBLEMS_SHOWN = 10;

/** pathways import candidates | courses | venues | vacancies | hires */
export function addImportVerbs(group: Command): void {
  group
    .command('organisations')
    .description('The tree City > ICS > Place > organisation, which everything else hangs on (--template prints the layout). All rows or none.')
    .argument('<file>', 'the file')
    .option('--json', 'print JSON')
    .option('--template', 'print an empty file to fill, and stop')
    .on('option:template', () => printTemplate('organisations'))
    .action((file: string, options: { json?: boolean }) => importOrganisations(file, options.json === true));
  verb(group, 'candidates', 'Candidates, in our CSV layout (--template prints it).').action((file: string, options: ImportOptions) => importFile('candidates', file, options));
  verb(group, 'courses', 'Courses, as the Course Directory CSV that the college already has, with or without LARS codes.').action((file: string, options: ImportOptions) => importFile('courses', file, options));
  verb(group, 'venues', 'Venues, as the Course Directory CSV. Send them before the courses.').action((file: string, options: ImportOptions) => importFile('venues', file, options));
  verb(group, 'vacancies', 'Vacancies: Display Advert JSON, NHS Jobs XML, or our roles CSV (--template prints it).')
    .addOption(new Option('--format <format>', 'of the file, when its name does not tell').choices(['display-adverts', 'nhs-jobs', 'roles']))
    .action((file: string, options: ImportOptions) => importFile(vacancyContent(file, options), file, options));
  verb(group, 'hires', 'Hires of a period, one row each (--template prints the headings that are known without a mapping).')
    .option('--columns <json>', 'our field to your heading, as {"START_DATE":"Date started"}')
    .action((file: string, options: ImportOptions) => importFile('hires', file, options));
}

function verb(group: Command, name: string, description: string): Command {
  const command = group
    .command(name)
    .description(description)
    .argument('<file>', 'the file')
    .requiredOption('--organisation <code>', 'code of the organisation that the file comes from')
    .option('--errors <file>', 'write the same file with an ERRORS column there')
    .option('--json', 'print JSON');
  const layout = name === 'vacancies' ? 'roles' : name;
  if (layout in UPLOAD_TEMPLATES) command.option('--template', 'print an empty file to fill, and stop').on('option:template', () => printTemplate(layout));
  return command;
}

function printTemplate(layout: string): never {
  process.stdout.write(UPLOAD_TEMPLATES[layout]!());
  process.exit(EXIT.done);
}

async function importOrganisations(file: string, isJson: boolean): Promise<void> {
  await refuseMissing(file);
  await withServices(async (services) => {
    const organisations = services.get(OrganisationsService, { strict: false });
    const added = await readOrganisationsFile(createReadStream(file), await organisations.tree());
    await organisations.addAll(LOCAL_OPERATOR, added);
    if (isJson) printJson({ organisations: added.length });
    else printLines(`${thousands(added.length)} organisations are there now from ${basename(file)}.`);
  });
}

/** Before anything is started for it. */
async function refuseMissing(file: string): Promise<void> {
  await stat(file).catch(() => {
    throw new DomainError('exchange/file-not-found', `There is no file ${file}.`);
  });
}

/** A feed is told by the ending of its name. */
function vacancyContent(file: string, options: ImportOptions): UploadContentName {
  if (options.format !== undefined) return options.format;
  if (/\.json$/i.test(file)) return 'display-adverts';
  if (/\.xml$/i.test(file)) return 'nhs-jobs';
  if (/\.csv$/i.test(file)) return 'roles';
  throw new DomainError('exchange/format-unknown', 'The name of the file does not tell what it is: add --format display-adverts, nhs-jobs or roles.');
}

async function importFile(content: UploadContentName, file: string, options: ImportOptions): Promise<void> {
  await refuseMissing(file);
  await withWorker(async (services) => {
    const organisation = await services.get(OrganisationsService, { strict: false }).byCode(options.organisation);
    const uploads = services.get(UploadsService, { strict: false });
    const columns = readColumnMapping(options.columns);
    const uploadId = await uploads.receive(LOCAL_OPERATOR, { organisationId: organisation.organisationId, content, fileName: basename(file), columns }, createReadStream(file));
    const state = await untilRead(services, uploadId);
    if (state.status === 'failed') throw new DomainError(state.errorCode ?? 'exchange/not-read', state.errorDetail ?? 'The file could not be read.');
    const problems = await services.get(UploadsQuery, { strict: false }).problems(uploadId);
    if (options.errors !== undefined) await writeFile(options.errors, (await uploads.fileWithErrors(uploadId)).text);
    if (options.json) printJson({ ...state, problems });
    else tell(state, problems, options.errors);
    if (state.rowsRejected > 0) process.exitCode = EXIT.someRejected;
  });
}

async function untilRead(services: INestApplicationContext, uploadId: string): Promise<UploadState> {
  const query = services.get(UploadsQuery, { strict: false });
  const progress = new Progress('rows');
  try {
    for (;;) {
      const state = await query.state(uploadId);
      if (state.status !== 'queued' && state.status !== 'working') return state;
      progress.show('Reading', 0, 1, thousands(state.rowsDone));
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  } finally {
    progress.stop();
  }
}

function tell(state: UploadState, problems: Awaited<ReturnType<UploadsQuery['problems']>>, errorsFile: string | undefined): void {
  printLines(`${state.fileName}: ${thousands(state.rowsAdded)} added, ${thousands(state.rowsChanged)} changed, ${thousands(state.rowsUnchanged)} unchanged, ${thousands(state.rowsRejected)} rejected.`, ...state.notes);
  if (problems.length === 0) return;
  printTable(
    ['Rows', 'First', 'Column', 'What is wrong', 'What to do'],
    problems.slice(0, MOST_PROBLEMS_SHOWN).map((problem) => [thousands(problem.rows), String(problem.firstRow), problem.column, problem.reason, problem.fix]),
  );
  if (problems.length > MOST_PROBLEMS_SHOWN) printLines(`... and ${problems.length - MOST_PROBLEMS_SHOWN} other kinds of problem.`);
  printLines(errorsFile === undefined ? 'Add --errors FILE to get the file back with an ERRORS column.' : `The file with an ERRORS column is ${errorsFile}. Mend it and send it again.`);
}
