import type { PlainDate } from '#lib/kernel';
import type { RowReading } from '../files/row-error.js';
import { locationOf } from '../vacancies/advert-location.js';
import { bandIn, plainText, readAdvertDate, readAdvertUrl } from '../vacancies/advert-text.js';
import type { VacancyEntry, VacancyLocation } from '../vacancies/vacancy-entry.js';
import type { JsonCells } from './json-cells.js';
import { readWage } from './wage.js';

/** Titles have at most 100 signs in the feed and employers 100; the slack is for what older adverts hold. */
const TITLE_LIMIT = 300;

/** Levels by the name that the feed gives them, for an advert without its course. */
const LEVELS: Readonly<Record<string, number>> = { intermediate: 2, advanced: 3, higher: 4, degree: 6 };

/**
 * Reads one advert of the Display Advert API, version 2: an item of the list page or the detail object,
 * which has more of the same. The column of an error is the JSON pointer of the member.
 */
export function readDisplayAdvert(cells: JsonCells): RowReading<VacancyEntry> {
  const reference = readReference(cells);
  const title = cells.requiredText('title', TITLE_LIMIT);
  const employerName = cells.requiredText('employerName', TITLE_LIMIT);
  const closesOn = readDateOf(cells, 'closingDate', cells.requiredText('closingDate', 40));
  const postedOn = readDateOf(cells, 'postedDate', cells.text('postedDate'));
  if (closesOn !== null && postedOn !== null && closesOn < postedOn) {
    cells.problem('closingDate', 'closes-before-posted', 'The closing date is before the date of posting.');
  }
  const startsOn = readDateOf(cells, 'startDate', cells.text('startDate'));
  const hoursPerWeek = cells.number('hoursPerWeek') || null;
  if (hoursPerWeek !== null && hoursPerWeek > 168) cells.problem('hoursPerWeek', 'number-out-of-range', 'A week has 168 hours.');
  const places = cells.wholeNumber('numberOfPositions', 0, 10_000) || null;
  const course = cells.object('course');
  const level = course?.wholeNumber('level', 0, 8) || levelByName(cells.text('apprenticeshipLevel') ?? '');
  const standardLarsCode = course?.wholeNumber('larsCode', 0, 99_999) || null;
  const route = course?.text('route') ?? null;
  const courseType = course?.text('type') ?? '';
  const locations = cells.objects('addresses').map(readAddress).filter(({ address, postcode, outward }) => address + (postcode ?? outward ?? '') !== '');
  const skills = cells.texts('skills');
  const requirements = cells.objects('qualifications').map(qualificationLine).filter((line) => line !== '').join('\n');
  const description = [cells.text('description'), cells.text('fullDescription')].map((text) => plainText(text ?? ''));
  const pay = readWage(cells.object('wage'), bandIn(title ?? ''));
  const isRemoteOrNational = cells.flag('isNationalVacancy');
  const url = readAdvertUrl(cells.text('vacancyUrl') ?? '') ?? readAdvertUrl(cells.text('applicationUrl') ?? '');
  if (cells.errors.length > 0 || reference === null || title === null || employerName === null || closesOn === null) {
    return { ok: false, errors: cells.errors };
  }
  return {
    ok: true,
    value: {
      source: 'display-advert',
      reference,
      kind: 'apprenticeship',
      isFoundationApprenticeship: courseType.toLowerCase() === 'foundationapprenticeship',
      title: plainText(title),
      description: [...new Set(description)].filter((text) => text !== '').join('\n\n'),
      employerName: plainText(employerName),
      places,
      postedOn,
      closesOn,
      startsOn,
      pay,
      hoursPerWeek,
      locations,
      isRemoteOrNational,
      url,
      standardLarsCode,
      level,
      route,
      skills,
      requirements,
    },
  };
}

/** Digits only: the same advert is 'VAC1000012345' in one answer and '1000012345' in another. */
function readReference(cells: JsonCells): string | null {
  const typed = cells.requiredText('vacancyReference', 40);
  if (typed === null) return null;
  const reference = typed.replace(/^VAC/i, '');
  if (/^\d{1,20}$/.test(reference)) return reference;
  return cells.problem('vacancyReference', 'reference-not-valid', 'A vacancy reference is digits, with or without VAC before them.');
}

function readDateOf(cells: JsonCells, name: string, typed: string | null): PlainDate | null {
  if (typed === null) return null;
  return readAdvertDate(typed) ?? cells.problem(name, 'date-not-real', 'This is not a real date in the form 2026-09-01, with or without a time.');
}

function levelByName(name: string): number | null {
  return LEVELS[name.toLowerCase()] ?? null;
}

function readAddress(cells: JsonCells): VacancyLocation {
  const lines = ['addressLine1', 'addressLine2', 'addressLine3', 'addressLine4'].map((name) => cells.text(name) ?? '');
  return locationOf(lines.filter((line) => line !== '').join(', '), cells.text('postcode') ?? '');
}

/** 'Essential: GCSE, English, grade 4 (C)' from the parts that are there. */
function qualificationLine(cells: JsonCells): string {
  const grade = cells.text('grade');
  const parts = [cells.text('qualificationType'), cells.text('subject'), grade === null ? null : `grade ${grade}`];
  const line = parts.filter((part) => part !== null).join(', ');
  const weighting = cells.text('weighting');
  return weighting === null || line === '' ? line : `${weighting}: ${line}`;
}
