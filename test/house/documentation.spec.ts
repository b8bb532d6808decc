import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { actionsTable, chasingTable, reasonsTable, referralPicture, referralRulesTable, rolesTable, STANDARD_REASONS } from '#lib/kernel';
import { EXIT_CONFIG, projectRoot, readConfig } from '#lib/platform';
import { describe, expect, it } from '@jest/globals';
import { EXIT } from '../../apps/pathways/src/exit-codes.js';
import { SCHEDULES } from '../../apps/worker/src/schedules.js';
import { CANDIDATE_HEADINGS } from '../../libs/exchange/src/candidates-csv/candidates-layout.js';
import { layoutTable } from '../../libs/exchange/src/files/layout-template.js';
import { HIRE_HEADINGS } from '../../libs/exchange/src/hires-csv/hires-layout.js';
import { ROLE_HEADINGS } from '../../libs/exchange/src/roles-csv/roles-layout.js';
import { madeErrors } from './error-codes.js';
import { pathsBelow, productionSources, textOf } from './source-files.js';

/** A table that the code makes, and the documents in which it stands between <!-- name --> and <!-- /name -->. */
interface DocumentedTable {
  readonly name: string;
  readonly table: string;
  readonly documents: readonly string[];
}

const TABLES: readonly DocumentedTable[] = [
  { name: 'roles', table: rolesTable(), documents: ['README.md'] },
  { name: 'actions', table: actionsTable(), documents: ['libs/identity/access.md'] },
  { name: 'referral-picture', table: referralPicture(), documents: ['libs/brokerage/README.md'] },
  { name: 'referral-events', table: referralRulesTable(), documents: ['libs/brokerage/referrals.md'] },
  { name: 'referral-reasons', table: reasonsTable(STANDARD_REASONS), documents: ['libs/brokerage/referrals.md'] },
  { name: 'chasing', table: chasingTable(), documents: ['libs/brokerage/chasing.md'] },
  { name: 'schedules', table: schedulesTable(), documents: ['apps/worker/README.md'] },
  { name: 'candidates-csv', table: layoutTable(CANDIDATE_HEADINGS), documents: ['libs/exchange/candidates-csv.md', ...(existsSync(join(projectRoot(), 'README.md')) ? ['README.md'] : [])] },
  { name: 'roles-csv', table: layoutTable(ROLE_HEADINGS), documents: ['libs/exchange/roles-csv.md'] },
  { name: 'hires-csv', table: layoutTable(HIRE_HEADINGS), documents: ['libs/exchange/hires-csv.md'] },
];

/** Every timed job, with the time between two rings where the configuration is as it comes. */
function schedulesTable(): string {
  const config = readConfig({});
  const rows = SCHEDULES.map((schedule) => `| ${schedule.name} | every ${schedule.everySeconds(config)} seconds by default | ${schedule.purpose} |`);
  return ['| Job | When | What for |', '| --- | --- | --- |', ...rows].join('\n');
}

describe('tables of the documentation', () => {
  const places = TABLES.flatMap(({ documents, ...table }) => documents.map((document) => ({ document, ...table })));

  it.each(places)('$name in $document says what the code does', ({ document, name, table }) => {
    const between = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`);
    expect(textOf(document)).toMatch(between);
    // After a change of the code: PATHWAYS_WRITE_TABLES=1 npm test -- test/house/documentation
    if (process.env['PATHWAYS_WRITE_TABLES']) writeFileSync(join(projectRoot(), document), textOf(document).replace(between, (_, open: string, close: string) => `${open}\n${table.trimEnd()}\n\n${close}`));
    expect(between.exec(textOf(document))![0]).toBe(`<!-- ${name} -->\n\n${table.trimEnd()}\n\n<!-- /${name} -->`);
  });
});

describe('documents', () => {
  const documents = [...['apps', 'libs'].flatMap(pathsBelow).filter((path) => path.endsWith('.md')), ...(existsSync(join(projectRoot(), 'README.md')) ? ['README.md'] : [])];

  it.each(documents)('%s names no file that is not there', (document) => {
    const named = [...textOf(document).matchAll(/`((?:apps|libs|test|bin|docker)\/[\w./-]+)`/g)].map(([, path]) => join(projectRoot(), path!));
    const linked = [...textOf(document).matchAll(/\]\(([\w./-]+)\)/g)].map(([, path]) => join(projectRoot(), dirname(document), path!));
    expect([...named, ...linked].filter((path) => !existsSync(path))).toEqual([]);
  });
});

describe('exit codes', () => {
  const known = [...Object.values(EXIT), EXIT_CONFIG].toSorted((a, b) => a - b);

  it('in the README of the command are those that it ends with, in the same words', () => {
    const rows = [...textOf('apps/pathways/README.md').matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code, meaning]) => [Number(code), meaning!] as const);
    expect(rows.map(([code]) => code)).toEqual(known);
    const explained = [...textOf('apps/pathways/src/exit-codes.ts').matchAll(/\/\*\* (.+) \*\/\n\s*\w+: (\d+)/g)].map(([, meaning, code]) => [Number(code), meaning!] as const);
    expect(explained.length).toBeGreaterThan(3);
    expect(rows).toEqual(expect.arrayContaining(explained));
  });

  it('in its help are the same', () => {
    const help = productionSources().filter((path) => path.startsWith('apps/pathways/')).flatMap((path) => /Exit codes: ([^`]+)`/.exec(textOf(path))?.[1] ?? []).join('');
    expect([...help.matchAll(/(?:^|; )(\d+) /g)].map(([, code]) => Number(code))).toEqual(known);
  });
});

/** Codes that a request can be answered with and that the sender can mend: 422. A new code is put here or in the table on purpose. */
const MEANT_AS_422 = [
  'brokerage/facts-not-yours', 'brokerage/keep-not-proposed', 'brokerage/merge-not-possible', 'brokerage/candidate-missing', 'brokerage/chasing-wrong', 'brokerage/contact-not-possible', 'brokerage/fair-wrong', 'brokerage/hold-not-possible', 'brokerage/opportunity-missing', 'brokerage/pause-not-possible', 'brokerage/place-in-list-not-readable', 'brokerage/reason-not-possible', 'brokerage/reasons-wrong', 'brokerage/selection-wrong', 'brokerage/start-not-possible', 'brokerage/task-not-possible', 'brokerage/words-wrong', 'equality/period-not-real',
  'exchange/empty-file', 'exchange/mapping-unreadable', 'exchange/mapping-wrong', 'exchange/no-file', 'exchange/upload-broken-off',
  'http/not-acceptable', 'matching/cohort-empty', 'matching/date-not-real', 'matching/decision-incomplete', 'matching/grade-wrong', 'matching/scenario-not-usable', 'matching/terms-not-usable', 'opportunities/accreditation-wrong', 'opportunities/figure-wrong', 'opportunities/programme-wrong', 'opportunities/ring-fences-wrong', 'opportunities/rules-wrong', 'outcomes/not-claimable', 'outcomes/not-possible',
  'identity/account-wrong', 'identity/agreement-not-possible', 'identity/client-wrong', 'identity/days-wrong', 'identity/parent-not-found', 'identity/role-not-here', 'identity/which-city',
];

/** Codes that never become a status: they are kept with the upload or the run that they end, or told on a terminal. */
const NEVER_A_STATUS = [
  'brokerage/message-wrong',
  'exchange/encoding-damaged', 'exchange/encoding-unknown', 'exchange/file-cut-off', 'exchange/file-not-found', 'exchange/format-unknown',
  'exchange/headings-not-found', 'exchange/headings-wrong', 'exchange/instance-wrong', 'exchange/json-damaged', 'exchange/json-not-safe', 'exchange/not-csv', 'exchange/not-json', 'exchange/not-read',
  'exchange/not-text', 'exchange/not-xml', 'exchange/organisations-wrong', 'exchange/quote-misplaced', 'exchange/quote-not-closed', 'exchange/row-too-long',
  'exchange/wrong-delimiter', 'exchange/wrong-kind-of-file', 'exchange/xml-damaged', 'exchange/xml-not-safe', 'exchange/xml-without-adverts',
  'geography/abandoned', 'geography/empty-file', 'geography/file-damaged', 'geography/file-truncated', 'geography/import-running', 'geography/in-use', 'geography/mode-missing', 'geography/no-rows',
  'geography/no-such-file', 'geography/not-csv', 'geography/not-text', 'geography/nothing-in-zip', 'geography/row-twice', 'geography/row-width', 'geography/row-without-end',
  'geography/too-many-bad-rows', 'geography/unknown-layout', 'matching/not-done', 'matching/programme-not-in-cases', 'matching/rules-not-found', 'matching/base-changed', 'matching/too-many-to-rank',
];

/** These are of the command, of the database and of claims on rows. */
const NEVER_A_STATUS_EITHER = /^(command|schema|platform)\//;

describe('error codes', () => {
  const made = madeErrors();
  const thrown = new Set(made.flatMap(({ code }) => code ?? []));
  const inTable = [...textOf('apps/api/src/http/problem-table.ts').matchAll(/'([a-z/-]+)': \d{3}/g)].map(([, code]) => code!);

  it('can all be read from the source', () => {
    expect(thrown.size).toBeGreaterThan(50);
    expect(made.filter(({ code }) => code === null).map(({ path }) => path)).toEqual([]);
  });

  it('of the problem table are all thrown somewhere', () => {
    expect(inTable.length).toBeGreaterThan(10);
    expect(inTable.filter((code) => !thrown.has(code))).toEqual([]);
  });

  it('have a status in the problem table, or are meant not to', () => {
    const known = [...inTable, ...MEANT_AS_422, ...NEVER_A_STATUS];
    expect([...thrown].filter((code) => !known.includes(code) && !NEVER_A_STATUS_EITHER.test(code))).toEqual([]);
    expect(known.filter((code) => !thrown.has(code))).toEqual([]);
    expect(known.filter((code, index) => known.indexOf(code) !== index)).toEqual([]);
  });
});
