import type { NewOrganisation, OrganisationType } from '#lib/identity';
import { LEVEL_ABOVE, type OrganisationLevel } from '#lib/kernel';
import { DomainError, type ErrorDetail } from '#lib/platform';
import { readChoice, readReference, readText, type Spellings } from '../files/cell-values.js';
import { RowCells } from '../files/row-cells.js';
import { readTabularFile } from '../files/tabular-file.js';
import type { DescribedHeading, TabularLayout } from '../files/tabular-layout.js';

/** The columns of an organisations file. */
export const ORGANISATION_HEADINGS: readonly DescribedHeading[] = [
  { name: 'CODE', isRequired: true, aliases: ['ORGANISATION_CODE'], accepts: 'What files call it: an ODS code, a UKPRN, an ICB or authority code. Unique.', example: 'R1X' },
  { name: 'NAME', isRequired: true, aliases: ['ORGANISATION_NAME'], accepts: 'Up to 255 characters.', example: 'Example Hospitals NHS Trust' },
  { name: 'LEVEL', isRequired: true, aliases: [], accepts: 'city, ics, place or organisation.', example: 'organisation' },
  { name: 'TYPE', isRequired: true, aliases: [], accepts: 'For an organisation: trust, gp-practice, care-provider, contractor, local-authority, college, training-provider or brokerage. Blank above.', example: 'trust' },
  { name: 'PARENT_CODE', isRequired: true, aliases: [], accepts: 'CODE of the node above, earlier in the file or there already. Blank for a city.', example: 'E09000001' },
];

const LAYOUT: TabularLayout = { name: 'organisations', headings: ORGANISATION_HEADINGS, otherHeadings: 'refuse' };

const LEVELS: Spellings<OrganisationLevel> = { city: ['region'], ics: ['icb', 'integrated-care-system', 'integrated-care-board'], place: ['borough'], organisation: [] };
const TYPES: Spellings<OrganisationType> = {
  trust: ['nhs-trust'],
  'gp-practice': ['gp', 'practice'],
  'care-provider': [],
  contractor: [],
  'local-authority': ['council'],
  college: [],
  'training-provider': [],
  brokerage: ['jobs-brokerage'],
};

const readLevel = readChoice(LEVELS);
const readType = readChoice(TYPES);

/**
 * Reads an organisations file whole. A tree with a hole in it is of no use, so nothing is taken when anything
 * is wrong: throws exchange/organisations-wrong with every problem by row. `present` is what is there already.
 */
export async function readOrganisationsFile(bytes: AsyncIterable<Buffer>, present: readonly { readonly code: string; readonly level: OrganisationLevel }[]): Promise<NewOrganisation[]> {
  const file = await readTabularFile(bytes, LAYOUT);
  const levels = new Map(present.map(({ code, level }) => [code, level]));
  const organisations: NewOrganisation[] = [];
  const problems: ErrorDetail[] = [];
  for await (const row of file.rows) {
    const cells = new RowCells(row, file.columns);
    const code = cells.require('CODE', readReference)?.toUpperCase() ?? null;
    const name = cells.require('NAME', readText(255));
    const level = cells.require('LEVEL', readLevel);
    const organisationType = cells.read('TYPE', readType);
    const parentCode = cells.read('PARENT_CODE', readReference)?.toUpperCase() ?? null;
    if (level !== null && (level === 'organisation') !== cells.isFilled('TYPE')) {
      cells.refuse('TYPE', 'type-misplaced', 'An organisation needs a type, and a node above has none.', level === 'organisation' ? 'Fill the type.' : 'Leave the cell blank.');
    }
    const above = level === null ? null : LEVEL_ABOVE[level];
    if (level !== null && (parentCode === null ? above !== null : levels.get(parentCode) !== above)) {
      const expected = above === null ? 'A city has no node above it.' : `The node above must be of level ${above}, and stand earlier in the file or be there already.`;
      cells.refuse('PARENT_CODE', 'parent-wrong', expected, 'Correct the code, or put the node above into an earlier row.');
    }
    for (const error of row.unreadable === null ? cells.errors : [row.unreadable]) problems.push({ pointer: `row ${row.rowNumber}, ${error.column}`, detail: `${error.reason} ${error.fix}` });
    if (code === null || name === null || level === null) continue;
    levels.set(code, level);
    organisations.push({ code, name, level, organisationType, parentCode, isDemo: false });
  }
  if (problems.length > 0) throw new DomainError('exchange/organisations-wrong', `Nothing was added: ${problems.length} cells of the organisations file need mending.`, problems);
  return organisations;
}
