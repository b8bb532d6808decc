import { constants, createReadStream } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { readColumnMapping, readOrganisationsFile, UPLOAD_TEMPLATES, UploadsQuery, UploadsService, type UploadContentName, type UploadState } from '#lib/exchange';
import { OrganisationsService } from '#lib/identity';
import { DomainError } from '#lib/platform';
import { InvalidArgumentError } from 'commander';
import type { JsonOption } from './json-option.js';
import { EXIT } from './exit-codes.js';
import { printJson, printLines, printTable, Progress, thousands } from './output.js';
import { sendFile } from './send-file.js';
import { OPERATOR, withServices, withWorker } from './session.js';

export interface ImportOptions extends JsonOption {
  readonly organisation: string;
  readonly errors?: string;
  readonly columns?: string;
  readonly format?: 'display-adverts' | 'nhs-jobs' | 'roles';
}

const MOST_PROBLEMS_SHOWN = 10;

/** pathways import … --template */
export function printTemplate(layout: string): void {
  process.stdout.write(UPLOAD_TEMPLATES[layout]!());
}

/** pathways import organisations */
export async function importOrganisations(file: string, { json }: JsonOption): Promise<void> {
  await refuseUnreadable(file);
  await withServices(async (services) => {
    const organisations = services.get(OrganisationsService, { strict: false });
    const read = await readOrganisationsFile(createReadStream(file), await organisations.tree(OPERATOR));
    await organisations.addAll(OPERATOR, read);
    if (json) printJson({ organisations: read.length });
    else printLines(`${thousands(read.length)} organisations are there now from ${basename(file)}.`);
  });
}

/** pathways import vacancies: a feed is told by the ending of its name, unless it is said. */
export async function importVacancies(file: string, options: ImportOptions): Promise<void> {
  await importFile(options.format ?? vacancyContent(file), file, options);
}

function vacancyContent(file: string): UploadContentName {
  if (/\.json$/i.test(file)) return 'display-adverts';
  if (/\.xml$/i.test(file)) return 'nhs-jobs';
  if (/\.csv$/i.test(file)) return 'roles';
  throw new DomainError('exchange/format-unknown', 'The name of the file does not tell what it is: add --format display-adverts, nhs-jobs or roles.');
}

/** pathways import candidates | courses | venues | hires */
export async function importFile(content: UploadContentName, file: string, options: ImportOptions): Promise<void> {
  const columns = readColumnMapping(options.columns);
  await refuseUnreadable(file);
  if (options.errors !== undefined) await refuseUnwritable(options.errors, file);
  await withWorker(async (services) => {
    const { organisationId } = await services.get(OrganisationsService, { strict: false }).byCode(OPERATOR, options.organisation);
    const progress = new Progress('{title} {detail} rows');
    const state = await sendFile(services, OPERATOR, { organisationId, content, fileName: basename(file), columns }, createReadStream(file), ({ status, rowsDone }) =>
      progress.show(status === 'queued' ? 'Waiting for an earlier file' : rowsDone === 0 ? 'Checking' : 'Storing', 0, 1, thousands(rowsDone)),
    ).finally(() => progress.stop());
    if (state.rowsRejected > 0) process.exitCode = EXIT.someRejected;
    const problems = await services.get(UploadsQuery, { strict: false }).problems(OPERATOR, state.uploadId);
    if (options.errors !== undefined) await writeFile(options.errors, (await services.get(UploadsService, { strict: false }).fileWithErrors(OPERATOR, state.uploadId)).text);
    if (options.json) printJson({ ...state, problems });
    else tell(state, problems, options.errors);
  });
}

/** Before anything is started for it. A pipe is not tried: opening it twice would end whoever writes to it. */
async function refuseUnreadable(file: string): Promise<void> {
  const found = await stat(file).catch((error: unknown) => {
    throw new DomainError('exchange/file-not-found', `There is no file ${file}.`, [], { cause: error });
  });
  if (found.isDirectory()) throw new DomainError('exchange/file-not-found', `${file} is a folder. Name a file in it.`);
  if (found.isFile()) await access(file, constants.R_OK);
}

/** Before rows are stored: a partner's file is never written over, and the answer must find its place. */
async function refuseUnwritable(errorsFile: string, file: string): Promise<void> {
  const [present, sent] = await Promise.all([stat(errorsFile).catch(() => null), stat(file)]);
  if (present?.ino === sent.ino && present.dev === sent.dev) throw new InvalidArgumentError('--errors needs another file than the one that is read.');
  if (present?.isDirectory()) throw new InvalidArgumentError(`--errors needs a file, and ${errorsFile} is a folder.`);
  await access(present === null ? dirname(errorsFile) : errorsFile, constants.W_OK);
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
