import { addDays } from '#lib/kernel';

const today = new Date().toISOString().slice(0, 10);

/** A candidates file of people who fit in with most of {@link rolesCsv}. */
export function candidatesCsv(rows: number): string {
  const headings = 'YOUR_REFERENCE,GIVEN_NAME,FAMILY_NAME,DATE_OF_BIRTH,POSTCODE,HIGHEST_LEVEL,ENGLISH_LEVEL,MATHS_LEVEL,SKILLS,AVAILABILITY,TRAVEL_MODE,TRAVEL_LIMIT_MINUTES,PATHWAY_INTERESTS,CONSENT_MATCHING,CONSENT_SHARING';
  const lines = Array.from({ length: rows }, (_, index) =>
    [`C-${index}`, `Given${index}`, `Family${index % 97}`, `19${70 + (index % 30)}-0${1 + (index % 9)}-1${index % 10}`, '', index % 4, index % 3, 2 - (index % 3), index % 2 === 0 ? 'care; listening' : 'listening', 'weekdays', 'public', 60, index % 2 === 0 ? 'nursing' : 'administration', 'v1 2026-01-05', 'v1 2026-01-05'].join(','),
  );
  return `${[headings, ...lines].join('\r\n')}\r\n`;
}

/** A roles file of remote work, so that no postcode directory is needed. */
export function rolesCsv(rows: number): string {
  const headings = 'YOUR_REFERENCE,KIND,TITLE,REMOTE,PAY_PER_HOUR,ENGLISH_LEVEL,DESIRED_SKILLS,SCHEDULE,HALF_DAYS_NEEDED,START_DATE,PLACES';
  const lines = Array.from({ length: rows }, (_, index) =>
    [`R-${index}`, index % 3 === 0 ? 'apprenticeship' : 'role', index % 2 === 0 ? `Healthcare assistant ${index}` : `Receptionist ${index}`, 'yes', (13 + (index % 500) / 100).toFixed(2), index % 3, index % 2 === 0 ? 'care' : 'listening', 'weekdays', 1 + (index % 10), addDays(today, 30 + (index % 60)), 1 + (index % 3)].join(','),
  );
  return `${[headings, ...lines].join('\r\n')}\r\n`;
}
