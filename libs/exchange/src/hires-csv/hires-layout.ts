import { DomainError, type ErrorDetail } from '#lib/platform';
import { foldHeading, type DescribedHeading, type LayoutHeading, type TabularLayout } from '../files/tabular-layout.js';

function heading(name: string, accepts: string, example: string, aliases: readonly string[] = []): DescribedHeading {
  return { name, isRequired: false, accepts, example, aliases };
}

function required(name: string, accepts: string, example: string, aliases: readonly string[]): DescribedHeading {
  return { name, isRequired: true, accepts, example, aliases };
}

/**
 * The columns of a hires file. HR teams send what their staff record prints, so the other spellings are those
 * of common exports, and where they are not enough a column mapping says what to read.
 */
export const HIRE_HEADINGS: readonly DescribedHeading[] = [
  required('ORGANISATION', 'Code or name of the organisation that the person joined.', 'R1X', ['ORGANISATION_CODE', 'ORGANISATION_NAME', 'ORG_CODE', 'ODS_CODE', 'TRUST', 'EMPLOYER']),
  required('EMPLOYEE_REFERENCE', 'Your own number for the employment.', '20871234', ['EMPLOYEE_NUMBER', 'ASSIGNMENT_NUMBER', 'EMPLOYEE_ID', 'STAFF_NUMBER', 'PAYROLL_NUMBER', 'PERSONNEL_NUMBER']),
  required('START_DATE', 'First day of the employment, day first or year first.', '02/03/2026', ['DATE_STARTED', 'DATE_OF_START', 'HIRE_DATE', 'DATE_OF_HIRE', 'LATEST_HIRE_DATE', 'EMPLOYMENT_START_DATE', 'LATEST_START_DATE']),
  required('POSTCODE', 'Home postcode on the first day. Blank or unreadable is kept, and counted as unknown.', 'E1 6AN', ['HOME_POSTCODE', 'EMPLOYEE_POSTCODE', 'POSTAL_CODE']),
  heading('BAND', 'Agenda for Change band.', '2', ['PAY_BAND', 'GRADE', 'AFC_BAND', 'PAY_GRADE']),
  heading('STAFF_GROUP', 'Up to 100 characters.', 'Additional Clinical Services'),
  heading('CONTRACT', 'permanent, fixed-term, bank, locum, apprenticeship, agency or honorary.', 'permanent', ['CONTRACT_TYPE', 'ASSIGNMENT_CATEGORY', 'EMPLOYMENT_TYPE']),
  heading('ETHNIC_CODE', 'Ethnic category of the NHS data dictionary: A to S, Z (asked, not stated), 99 (not known); a second, local letter is understood.', 'M', ['ETHNIC_ORIGIN', 'ETHNICITY', 'ETHNIC_CATEGORY', 'ETHNIC_GROUP', 'ETHNIC_CATEGORY_CODE']),
  heading('DISABILITY', 'yes, no, not-declared or prefer-not-to-answer.', 'no', ['DISABLED', 'DISABILITY_STATUS', 'DISABILITY_CODE', 'DISABILITY_FLAG']),
  heading('SEX', 'male, female, or a code: 1 male, 2 female, 3 non-binary, 4 other, 9 indeterminate, X not known, Z not stated.', 'female', ['GENDER', 'SEX_CODE', 'GENDER_CODE']),
  heading('DATE_OF_BIRTH', 'Day first or year first.', '14/05/1998', ['DOB', 'BIRTH_DATE']),
  heading('AGE', 'Age on the first day, in years, where the date of birth is not sent.', '', ['AGE_AT_START']),
  heading('GIVEN_NAME', 'For finding the referral. Up to 100 characters.', 'Amina', ['FIRST_NAME', 'FORENAME']),
  heading('FAMILY_NAME', 'For finding the referral. Up to 100 characters.', 'Okoro', ['LAST_NAME', 'SURNAME']),
  heading('CANDIDATE_REFERENCE', 'The reference under which the person was referred.', 'C-1024', ['REFERRAL_REFERENCE']),
];

/**
 * The layout of a hires file. `mapping` says, for each of our columns, the heading in the partner's file
 * ({"EMPLOYEE_REFERENCE": "Assignment No", …}), and then exactly those columns are read. Without one the
 * columns are found by their names and usual spellings, and `columns` of the file that was read is the
 * mapping used. Throws a DomainError 'exchange/mapping-wrong' with everything that is wrong with a mapping.
 */
export function hiresLayout(mapping: Readonly<Record<string, string>> | null): TabularLayout {
  return {
    name: 'hires',
    headings: mapping === null ? HIRE_HEADINGS : mappedHeadings(mapping),
    otherHeadings: 'ignore',
    advice: 'When your headings are others, say in a column mapping which of them to read.',
  };
}

function mappedHeadings(mapping: Readonly<Record<string, string>>): LayoutHeading[] {
  const headings: LayoutHeading[] = [];
  const readBy = new Map<string, string>();
  const problems: ErrorDetail[] = [];
  for (const [field, mappedTo] of Object.entries(mapping)) {
    const described = HIRE_HEADINGS.find(({ name }) => foldHeading(name) === foldHeading(field));
    const source = foldHeading(mappedTo);
    const earlier = readBy.get(source);
    if (described === undefined) problems.push({ pointer: field, detail: `There is no column ${Array.from(field).slice(0, 40).join('')} to read into.` });
    else if (source === '') problems.push({ pointer: field, detail: `${described.name} needs the heading of a column in the file.` });
    else if (earlier !== undefined) problems.push({ pointer: field, detail: `${described.name} and ${earlier} cannot be read from the same column.` });
    else {
      headings.push({ ...described, isRequired: true, mappedTo });
      readBy.set(source, described.name);
    }
  }
  const mapped = new Set(headings.map(({ name }) => name));
  for (const { name, isRequired } of HIRE_HEADINGS) {
    if (isRequired && !mapped.has(name)) problems.push({ pointer: name, detail: `${name} must be mapped.` });
  }
  if (problems.length === 0) return headings;
  throw new DomainError(
    'exchange/mapping-wrong',
    `The column mapping cannot be used. ${problems.map(({ detail }) => detail).join(' ')} It says which heading of your file to read into each of our columns: ${HIRE_HEADINGS.map(({ name }) => name).join(', ')}.`,
    problems,
  );
}
