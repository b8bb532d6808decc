import { addDays, type PlainDate } from '#lib/kernel';
import { seededDraws } from '../../libs/schema/src/demo/seeded-draws.js';
import { manyPostcodes } from '../fixtures/geography/made-files.js';
import { csvOf } from './csv-text.js';

/** How many postcodes {@link marketPostcodes} has. */
const POSTCODES = 400;

/** A postcode directory of a small town, ten kilometres across, whose postcodes cannot exist. */
export function marketPostcodes(): string {
  const draws = seededDraws(11);
  return manyPostcodes(POSTCODES, 0, (_row, text) => text.replace(/,\d+,\d+$/, `,${draws.between(530_000, 540_000)},${draws.between(175_000, 185_000)}`));
}

const KNOWN = marketPostcodes().trimEnd().split('\n').slice(1).map((line) => line.slice(0, line.indexOf(',')));

const SKILLS = ['care', 'listening', 'vaccination', 'data entry', 'driving', 'cooking'];
const CHECKS = ['right-to-work', 'identity', 'dbs-enhanced'];
const PATHWAYS = ['nursing', 'administration', 'pharmacy', 'estates', 'social-care'];
const HALF_DAYS = ['weekdays', 'weekends', 'evenings', 'any', 'mon-am; tue-am; wed-pm', 'sat-am; sun-am', ''];

/** A candidates file in which everything differs, and everything that can be unknown sometimes is. */
export function marketCandidates(count: number, today: PlainDate): string {
  const draws = seededDraws(23);
  const rows = Array.from({ length: count }, (_, index) => ({
    YOUR_REFERENCE: `M-${index}`,
    GIVEN_NAME: 'Given',
    FAMILY_NAME: 'Family',
    DATE_OF_BIRTH: draws.chance(0.9) ? addDays(today, -draws.between(16 * 366, 64 * 365)) : '',
    POSTCODE: draws.weighted([[draws.oneOf(KNOWN), 8], ['ZX99 9ZZ', 1], ['', 1]]),
    HIGHEST_LEVEL: String(draws.between(0, 5)),
    ENGLISH_LEVEL: String(draws.between(0, 2)),
    MATHS_LEVEL: String(draws.between(0, 2)),
    SKILLS: draws.some(SKILLS, draws.between(0, 4)).join(';'),
    CHECKS: draws.some(CHECKS, draws.between(0, 3)).join(';'),
    AVAILABILITY: draws.oneOf(HALF_DAYS),
    TRAVEL_MODE: draws.oneOf(['walk', 'cycle', 'public', 'car']),
    TRAVEL_LIMIT_MINUTES: String(draws.between(10, 90)),
    PATHWAY_INTERESTS: draws.some(PATHWAYS, draws.between(0, 3)).join(';'),
    MINIMUM_PAY_PER_HOUR: draws.chance(0.5) ? (draws.between(1100, 1500) / 100).toFixed(2) : '',
    AVAILABLE_FROM: draws.chance(0.5) ? addDays(today, draws.between(-30, 60)) : '',
    CONSENT_MATCHING: draws.chance(0.9) ? 'v1 2026-01-05' : '',
    CONSENT_SHARING: 'v1 2026-01-05',
  }));
  return csvOf(Object.keys(rows[0]!), rows);
}

/** A roles file of the same kind. */
export function marketRoles(count: number, today: PlainDate): string {
  const draws = seededDraws(37);
  const rows = Array.from({ length: count }, (_, index) => {
    const isRemote = draws.chance(0.1);
    return {
      YOUR_REFERENCE: `R-${index}`,
      KIND: draws.oneOf(['role', 'apprenticeship', 'placement']),
      TITLE: draws.oneOf(['Healthcare assistant', 'Receptionist', 'Pharmacy assistant', 'Porter']),
      POSTCODE: isRemote ? '' : draws.weighted([[draws.oneOf(KNOWN), 9], ['ZX99 9ZZ', 1]]),
      REMOTE: isRemote ? 'yes' : 'no',
      PAY_PER_HOUR: draws.chance(0.8) ? (draws.between(1200, 1600) / 100).toFixed(2) : '',
      MINIMUM_LEVEL: String(draws.between(0, 3)),
      ENGLISH_LEVEL: String(draws.between(0, 2)),
      MATHS_LEVEL: String(draws.between(0, 1)),
      REQUIRED_SKILLS: draws.chance(0.3) ? draws.oneOf(SKILLS) : '',
      DESIRED_SKILLS: draws.some(SKILLS, draws.between(0, 3)).join(';'),
      REQUIRED_CHECKS: draws.chance(0.3) ? draws.oneOf(CHECKS) : '',
      SCHEDULE: draws.oneOf(['weekdays', 'weekends', 'any', '']),
      HALF_DAYS_NEEDED: String(draws.between(0, 4)),
      START_DATE: draws.chance(0.8) ? addDays(today, draws.between(-5, 90)) : '',
      PLACES: String(draws.between(1, 5)),
      CLOSING_DATE: draws.chance(0.2) ? addDays(today, draws.between(-5, 30)) : '',
    };
  });
  return csvOf(Object.keys(rows[0]!), rows);
}
