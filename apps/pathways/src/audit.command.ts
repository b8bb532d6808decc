import { once } from 'node:events';
import { AuditQuery, DomainError, type AuditEvent, type ChainHead } from '#lib/platform';
import { stringify } from 'csv-stringify/sync';
import { EXIT } from './exit-codes.js';
import type { JsonOption } from './json-option.js';
import { printJson, printLines, thousands } from './output.js';
import { OPERATOR, withServices } from './session.js';

export interface VerifyOptions extends JsonOption {
  readonly head?: string;
}

export interface ExportOptions extends JsonOption {
  readonly from: string;
  readonly to: string;
  readonly format: 'csv' | 'json';
}

const HEADINGS = ['OCCURRED_AT', 'ACTOR', 'PURPOSE', 'ACTION', 'SUBJECT', 'ORGANISATION_ID', 'REQUEST_ID', 'DETAIL', 'EVENT_ID'];

/** pathways audit verify: a broken chain ends with exit code 3. */
export async function verifyAudit({ head: noted, json }: VerifyOptions): Promise<void> {
  const notedHead = noted === undefined ? null : readHead(noted);
  await withServices(async (services) => {
    const { links, head, faults } = await services.get(AuditQuery, { strict: false }).verify(OPERATOR, notedHead);
    if (faults.length > 0) process.exitCode = EXIT.refused;
    if (json) {
      printJson({ isWhole: faults.length === 0, links: Number(links), head: head === null ? null : written(head), faults: faults.map((fault) => ({ ...fault, number: fault.number === null ? null : Number(fault.number) })) });
      return;
    }
    if (faults.length > 0) printLines('The audit trail is not what was written:', ...faults.map(({ sentence }) => `  ${sentence}`));
    else printLines(`The audit trail is whole: ${thousands(Number(links))} events, each as it was written.`);
    if (head !== null && faults.length === 0) printLines(`Head: ${written(head)}`, 'Note it down where nobody who holds the database can change it, and give it next time: pathways audit verify --head …');
  });
}

/** pathways audit export */
export async function exportAudit({ from, to, format, json }: ExportOptions): Promise<void> {
  for (const [option, day] of [['--from', from], ['--to', to]] as const) {
    if (!isDay(day)) throw new DomainError('command/date-not-real', `${option} is not a day of the calendar, written as 2026-04-01.`);
  }
  const form = json || format === 'json' ? JSON_FORM : CSV_FORM;
  await withServices(async (services) => {
    let isFirst = true;
    await write(form.before);
    await services.get(AuditQuery, { strict: false }).export(OPERATOR, { fromOn: from, toOn: to }, async (events) => {
      await write(form.text(events, isFirst));
      isFirst = false;
    });
    await write(form.after);
  });
}

interface ExportForm {
  readonly before: string;
  readonly text: (events: readonly AuditEvent[], isFirst: boolean) => string;
  readonly after: string;
}

/** A spreadsheet runs a cell that begins like a formula: such cells get an apostrophe before them. */
const CSV = { record_delimiter: 'windows', escape_formulas: true } as const;

const CSV_FORM: ExportForm = {
  before: stringify([HEADINGS], { ...CSV, bom: true }),
  text: (events) =>
    stringify(
      events.map((event) => [event.occurredAt, event.actorId, event.purpose, event.action, event.subject, event.organisationId, event.requestId, JSON.stringify(event.detail), event.eventId]),
      CSV,
    ),
  after: '',
};

const JSON_FORM: ExportForm = {
  before: '[',
  text: (events, isFirst) => `${isFirst ? '\n' : ',\n'}${events.map((event) => JSON.stringify(event)).join(',\n')}`,
  after: '\n]\n',
};

/** Waits where the reader is slower than the database. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function readHead(text: string): ChainHead {
  const [, number, hash] = /^(\d{1,18}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (number === undefined || hash === undefined) throw new DomainError('command/head-not-readable', '--head is written as verify printed it: a number, a colon and 64 hexadecimal digits.');
  return { number: BigInt(number), hash };
}

function written(head: ChainHead): string {
  return `${head.number}:${head.hash}`;
}

function isDay(text: string): boolean {
  const moment = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}
