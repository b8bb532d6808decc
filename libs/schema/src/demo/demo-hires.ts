import { addDays, toEpochDay, type PlainDate } from '#lib/kernel';
import type { CandidateRow } from './demo-candidates.js';
import { dayFirst, firstDaysOfMonths, monthNamed } from './demo-dates.js';
import { DEMO_ORGANISATIONS, type DemoOrganisation } from './demo-organisations.js';
import { drawBirthday, drawTypedPostcode } from './demo-people.js';
import { seededDraws, type SeededDraws } from './seeded-draws.js';

/** The headings that an export of the Electronic Staff Record has: not ours, and understood all the same. */
export const TRUST_HIRE_COLUMNS: readonly string[] = [
  'Organisation', 'Employee Number', 'Date Started', 'Post Code', 'Pay Band', 'Staff Group', 'Assignment Category', 'Ethnic Origin', 'Disability', 'Gender', 'Date of Birth',
  'First Name', 'Last Name', 'Candidate Reference',
];

/** Our own headings, for employers who have no bands and fill in the template. */
export const OTHER_HIRE_COLUMNS: readonly string[] = [
  'ORGANISATION', 'EMPLOYEE_REFERENCE', 'START_DATE', 'POSTCODE', 'STAFF_GROUP', 'CONTRACT', 'ETHNIC_CODE', 'DISABILITY', 'SEX', 'DATE_OF_BIRTH',
];

/** Thirteen months, so that a year of whole months is in the file on every day. */
const MONTHS = 13;

/** A hire before it is written in the columns of a file. */
interface DrawnHire {
  readonly employer: DemoOrganisation;
  /** Number within the employer's month. */
  readonly number: number;
  readonly startedOn: PlainDate;
  readonly postcode: string;
  readonly band: string;
  readonly contract: string;
  readonly ethnicCode: string;
  readonly disability: 'Yes' | 'No' | 'Not Declared' | 'Prefer Not To Answer';
  readonly isFemale: boolean;
  readonly bornOn: PlainDate;
}

const BANDS = [['2', 38], ['3', 20], ['4', 12], ['5', 18], ['6', 12]] as const;
const CONTRACTS = [['Permanent', 62], ['Fixed Term Temp', 18], ['Bank', 14], ['Apprenticeship', 6]] as const;
const ETHNIC_CODES = [
  ['A', 33], ['B', 2], ['C', 12], ['D', 1.5], ['E', 1], ['F', 1], ['G', 1.5], ['H', 7], ['J', 4], ['K', 5], ['L', 5], ['M', 6], ['N', 12], ['P', 2], ['R', 1.5], ['S', 3], ['Z', 3.5], ['99', 2],
] as const;
const DISABILITIES = [['No', 84], ['Yes', 6], ['Not Declared', 7], ['Prefer Not To Answer', 3]] as const;

/**
 * Hires month by month. Each month is drawn from a seed of its own, so that a file made later holds the very
 * same rows for the months that it shares with an earlier one, and no person is hired twice by it.
 */
function drawMonths(seed: number, today: PlainDate, keep: (employer: DemoOrganisation) => boolean): DrawnHire[] {
  const employers = DEMO_ORGANISATIONS.filter((employer) => employer.hiresAYear > 0 && keep(employer));
  return firstDaysOfMonths(today, MONTHS).flatMap((firstDay) => {
    const draws = seededDraws(seed + toEpochDay(firstDay));
    const ofMonth = employers.flatMap((employer) => {
      const expected = employer.hiresAYear / 12;
      const count = Math.floor(expected) + (draws.chance(expected % 1) ? 1 : 0);
      return Array.from({ length: count }, (_, index) => drawHire(draws, employer, index + 1, firstDay));
    });
    return ofMonth.filter(({ startedOn }) => startedOn <= today);
  });
}

function drawHire(draws: SeededDraws, employer: DemoOrganisation, number: number, firstDay: PlainDate): DrawnHire {
  const band = draws.weighted(BANDS);
  return {
    employer,
    number,
    startedOn: addDays(firstDay, draws.between(0, 27)),
    // Those who start on a low band more often come from a deprived area.
    postcode: drawTypedPostcode(draws, employer.place, band <= '3' ? 1 : 0.3),
    band,
    contract: draws.weighted(CONTRACTS),
    ethnicCode: draws.weighted(ETHNIC_CODES),
    disability: draws.weighted(DISABILITIES),
    isFemale: draws.chance(0.73),
    bornOn: drawBirthday(draws, draws.between(19, 62), firstDay),
  };
}

const TELL_OF_CANDIDATES = ['DEMO-T1', 'DEMO-T3'];

/** A number that no other hire of the employer has: year, month and number. */
function referenceOf({ number }: DrawnHire, startedOn: PlainDate): string {
  return `${startedOn.slice(2, 4)}${startedOn.slice(5, 7)}${String(number).padStart(3, '0')}`;
}

/** What the trusts return: five trusts in one export. Each month two people are on it whom the brokerage knows. */
export function trustHires(seed: number, today: PlainDate, candidates: readonly CandidateRow[]): Record<string, string>[] {
  const hires = drawMonths(seed, today, ({ type }) => type === 'trust');
  const rows = hires.map((hire) => {
    const { employer, startedOn, band } = hire;
    const months = Number(startedOn.slice(0, 4)) * 12 + Number(startedOn.slice(5, 7));
    const known = hire.number === 1 && TELL_OF_CANDIDATES.includes(employer.code) ? candidates[(months * 5 + DEMO_ORGANISATIONS.indexOf(employer)) % 180] : undefined;
    return {
      Organisation: employer.name,
      'Employee Number': `2${DEMO_ORGANISATIONS.indexOf(employer) % 10}${referenceOf(hire, startedOn)}`,
      'Date Started': monthNamed(startedOn),
      'Post Code': hire.postcode,
      'Pay Band': `Review Body Band ${band}`,
      'Staff Group': band <= '4' ? (Number(band) % 2 === 0 ? 'Additional Clinical Services' : 'Administrative and Clerical') : 'Nursing and Midwifery Registered',
      'Assignment Category': hire.contract,
      'Ethnic Origin': hire.ethnicCode === 'A' ? 'A White - British' : hire.ethnicCode === 'Z' ? 'Z Not Stated' : hire.ethnicCode,
      Disability: hire.disability,
      Gender: hire.isFemale ? 'Female' : 'Male',
      'Date of Birth': monthNamed(hire.bornOn),
      ...(known === undefined ? {} : knownPerson(known, employer.code === 'DEMO-T1')),
    };
  });
  const last = rows.at(-1)!;
  return [
    ...rows,
    // The day does not exist; the number was left out; a spreadsheet counted the days.
    { ...last, 'Employee Number': '29000001', 'Date Started': `31-FEB-${today.slice(0, 4)}` },
    { ...last, 'Employee Number': '' },
    { ...last, 'Employee Number': '29000003', 'Date Started': '46023' },
    // The same line twice, which is one hire, and words where a code belongs.
    { ...last },
    { ...last, 'Employee Number': '29000005', 'Ethnic Origin': 'White British' },
  ];
}

/** Known by the reference of the brokerage, or only by name and date of birth. */
function knownPerson(candidate: CandidateRow, hasReference: boolean): Record<string, string> {
  if (hasReference || candidate.DATE_OF_BIRTH === '') return { 'Candidate Reference': candidate.YOUR_REFERENCE };
  return { 'First Name': candidate.GIVEN_NAME.toUpperCase(), 'Last Name': candidate.FAMILY_NAME, 'Date of Birth': candidate.DATE_OF_BIRTH };
}

/** What practices, care providers, contractors, councils and colleges return through the programme office. */
export function otherHires(seed: number, today: PlainDate): Record<string, string>[] {
  const hires = drawMonths(seed, today, ({ type }) => type !== 'trust');
  const rows = hires.map((hire) => ({
    ORGANISATION: hire.employer.code,
    EMPLOYEE_REFERENCE: `E-${referenceOf(hire, hire.startedOn)}`,
    START_DATE: dayFirst(hire.startedOn),
    POSTCODE: hire.postcode,
    STAFF_GROUP: { 'gp-practice': 'Practice staff', 'care-provider': 'Care', contractor: 'Facilities' }[hire.employer.type as string] ?? 'Office and community',
    CONTRACT: hire.contract === 'Fixed Term Temp' ? 'fixed term' : hire.contract.toLowerCase(),
    ETHNIC_CODE: hire.ethnicCode,
    DISABILITY: hire.disability === 'Prefer Not To Answer' ? 'prefer not to say' : hire.disability.toLowerCase(),
    SEX: hire.isFemale ? '2' : '1',
    DATE_OF_BIRTH: dayFirst(hire.bornOn),
  }));
  const last = rows.at(-1)!;
  return [
    ...rows,
    // A zero for the letter O, and a start that was still to be looked up.
    { ...last, ORGANISATION: 'DEM0-CA1', EMPLOYEE_REFERENCE: 'E-9001' },
    { ...last, EMPLOYEE_REFERENCE: 'E-9002', START_DATE: 'tbc' },
  ];
}
