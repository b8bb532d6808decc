import type { RowError, RowReading } from '../files/row-error.js';
import { advertPay } from '../vacancies/advert-pay.js';
import { isAnywhere, readLocationLine } from '../vacancies/advert-location.js';
import { bandIn, isApprenticeTitle, plainText, readAdvertDate, readAdvertUrl } from '../vacancies/advert-text.js';
import type { VacancyEntry } from '../vacancies/vacancy-entry.js';

/** The texts of one `<vacancyDetails>`. */
export interface NhsVacancyDetails {
  /** Trimmed text of an element; '' when it is missing. */
  readonly field: (name: string) => string;
  readonly locations: readonly string[];
}

const LIMITS = { title: 300, employer: 300, reference: 100 } as const;

/**
 * Reads one `<vacancyDetails>`. The column of an error is the name of the element. Pay, band and kind come
 * from free text: the feed has no fields for them.
 */
export function readNhsVacancy({ field, locations }: NhsVacancyDetails): RowReading<VacancyEntry> {
  const errors: RowError[] = [];
  const reference = field('reference') || field('id');
  if (reference === '' || reference.length > LIMITS.reference) {
    errors.push(unusable('reference', 'reference-missing', 'The advert has neither a reference nor an id that can be used.'));
  }
  const title = requiredLine('title', field('title'), LIMITS.title, errors);
  const employerName = requiredLine('employer', field('employer'), LIMITS.employer, errors);
  const closesOn = readAdvertDate(field('closeDate'));
  if (closesOn === null) errors.push(notADate('closeDate', field('closeDate') === ''));
  const postedOn = field('postDate') === '' ? null : readAdvertDate(field('postDate'));
  if (postedOn === null && field('postDate') !== '') errors.push(notADate('postDate', false));
  if (closesOn !== null && postedOn !== null && closesOn < postedOn) {
    errors.push(unusable('closeDate', 'closes-before-posted', 'The closing date is before the date of posting.'));
  }
  if (errors.length > 0 || closesOn === null) return { ok: false, errors };

  const places = locations.map(readLocationLine);
  const isApprenticeship = /apprentice/i.test(field('type')) || isApprenticeTitle(title);
  return {
    ok: true,
    value: {
      source: 'nhs-jobs',
      reference,
      kind: isApprenticeship ? 'apprenticeship' : 'role',
      isFoundationApprenticeship: false,
      title,
      description: plainText(field('description')),
      employerName,
      places: null,
      postedOn,
      closesOn,
      startsOn: null,
      pay: advertPay(plainText(field('salary')), bandIn(title, field('salary'))),
      hoursPerWeek: null,
      locations: places.filter(({ address, outward }) => address !== '' || outward !== null),
      isRemoteOrNational: places.length > 0 && places.every(({ address, outward }) => outward === null && isAnywhere(address)),
      url: readAdvertUrl(field('url')),
      standardLarsCode: null,
      level: null,
      route: null,
      skills: [],
      requirements: '',
    },
  };
}

function requiredLine(column: string, typed: string, limit: number, errors: RowError[]): string {
  const line = plainText(typed).replace(/\s+/g, ' ');
  if (line === '') errors.push(unusable(column, `${column}-missing`, `The advert has no ${column}.`));
  if (line.length > limit) errors.push(unusable(column, 'text-too-long', `The ${column} has more than ${limit} signs.`));
  return line;
}

function notADate(column: string, isMissing: boolean): RowError {
  return isMissing
    ? unusable(column, 'date-missing', 'The advert has no closing date.')
    : unusable(column, 'date-not-real', 'This is not a real date in the form 2026-09-01, with or without a time.');
}

function unusable(column: string, code: string, reason: string): RowError {
  return { column, code, reason, fix: 'Ask the employer to correct the advert on NHS Jobs, or add the vacancy by hand.' };
}
