import type { FileRow } from '../files/row-error.js';
import { cellOf, readYesNo, requiredChoice, type RowProblems } from './cell-rules.js';
import type { AttendancePattern, DeliveryMode, StudyMode } from './course-entry.js';
import { foldSubRegion, type SubRegions } from './sub-regions.js';
import { foldName, type KnownVenue, type VenueDirectory } from './venue-directory.js';

/** Keys are what {@link choiceOf} makes of the typed text: lower case, no spaces, no hyphens. */
const DELIVERY_MODES: ReadonlyMap<string, DeliveryMode> = new Map([
  ['classroom', 'classroom'],
  ['classroombased', 'classroom'],
  ['online', 'online'],
  ['work', 'work-based'],
  ['workbased', 'work-based'],
  ['blended', 'blended'],
  ['blendedlearning', 'blended'],
]);

const STUDY_MODES: ReadonlyMap<string, StudyMode> = new Map([
  ['fulltime', 'full-time'],
  ['parttime', 'part-time'],
  ['flexible', 'flexible'],
]);

const ATTENDANCE_PATTERNS: ReadonlyMap<string, AttendancePattern> = new Map([
  ['daytime', 'daytime'],
  ['evening', 'evening'],
  ['weekend', 'weekend'],
  ['day/blockrelease', 'day-or-block-release'],
  ['dayorblockrelease', 'day-or-block-release'],
]);

const MODE_NAMES: Readonly<Record<DeliveryMode, string>> = {
  classroom: 'Classroom',
  online: 'Online',
  'work-based': 'Work based',
  blended: 'Blended learning',
};

/** DELIVERY_MODE, on which every other rule of this file depends. */
export function readDeliveryMode(row: FileRow, problems: RowProblems): DeliveryMode | null {
  return requiredChoice(row, 'DELIVERY_MODE', 'delivery-mode', DELIVERY_MODES, Object.values(MODE_NAMES).join(', '), problems);
}

/** True for the modes at which learners come to a venue. */
function isAtVenue(mode: DeliveryMode): boolean {
  return mode === 'classroom' || mode === 'blended';
}

function notAllowed(row: FileRow, columns: readonly string[], mode: DeliveryMode, problems: RowProblems): void {
  for (const column of columns) {
    if (cellOf(row, column) === '') continue;
    problems.add(
      column,
      'not-allowed-with-delivery-mode',
      `This column must be blank when the delivery mode is ${MODE_NAMES[mode]}.`,
      'Empty the cell, or correct DELIVERY_MODE.',
    );
  }
}

/**
 * The venue of a classroom or blended course, by the provider's reference, by name, or by both when they
 * mean the same venue. The guidance page asks for the reference; the directory's code takes either, and so
 * do we. Other modes may not name a venue.
 */
export function readVenue(row: FileRow, mode: DeliveryMode, venues: VenueDirectory, problems: RowProblems): KnownVenue | null {
  if (!isAtVenue(mode)) {
    notAllowed(row, ['VENUE_NAME', 'YOUR_VENUE_REFERENCE'], mode, problems);
    return null;
  }
  const reference = cellOf(row, 'YOUR_VENUE_REFERENCE');
  const name = cellOf(row, 'VENUE_NAME');
  if (reference === '' && name === '') {
    return problems.add(
      'YOUR_VENUE_REFERENCE',
      'venue-missing',
      `A ${MODE_NAMES[mode]} course needs a venue.`,
      'Give your reference for the venue, or its name as it stands in your venues file.',
    );
  }
  if (reference === '') return onlyVenue(venues.byName(name), 'VENUE_NAME', 'name', problems);
  const venue = onlyVenue(venues.byReference(reference), 'YOUR_VENUE_REFERENCE', 'reference', problems);
  if (venue && name !== '' && foldName(name) !== foldName(venue.name)) {
    return problems.add(
      'VENUE_NAME',
      'venue-disagrees',
      'The venue name and the venue reference on this row belong to different venues.',
      'Correct one of them, or leave VENUE_NAME blank.',
    );
  }
  return venue;
}

function onlyVenue(found: readonly KnownVenue[], column: string, word: string, problems: RowProblems): KnownVenue | null {
  const [venue, another] = found;
  if (venue && !another) return venue;
  return venue
    ? problems.add(
        column,
        'venue-ambiguous',
        `Several of your venues have this ${word}.`,
        'Give each venue its own reference and use the reference here.',
      )
    : problems.add(
        column,
        'venue-unknown',
        `None of your venues has this ${word}.`,
        'Load the venues file first, or correct the spelling to match it.',
      );
}

/**
 * Where a work based course is offered: NATIONAL_DELIVERY yes, or SUB_REGION with known names separated by
 * semicolons. NATIONAL_DELIVERY left blank beside a SUB_REGION means no. Other modes may fill neither.
 */
export function readCoverage(
  row: FileRow,
  mode: DeliveryMode,
  subRegions: SubRegions,
  problems: RowProblems,
): { readonly isNational: boolean; readonly subRegions: readonly string[] } {
  const nowhere = { isNational: false, subRegions: [] };
  if (mode !== 'work-based') {
    notAllowed(row, ['NATIONAL_DELIVERY', 'SUB_REGION'], mode, problems);
    return nowhere;
  }
  const typedNational = cellOf(row, 'NATIONAL_DELIVERY');
  const typedRegions = cellOf(row, 'SUB_REGION').split(';').map((name) => name.trim()).filter((name) => name !== '');
  const national = typedNational === '' && typedRegions.length > 0 ? false : readYesNo(typedNational);
  if (national === null) {
    problems.add(
      'NATIONAL_DELIVERY',
      typedNational === '' ? 'national-delivery-missing' : 'yes-or-no-expected',
      'A Work based course must say whether it is offered in the whole of England.',
      'Type Yes, or type No and name the sub-regions in SUB_REGION.',
    );
    return nowhere;
  }
  if (national) {
    if (typedRegions.length === 0) return { isNational: true, subRegions: [] };
    problems.add(
      'SUB_REGION',
      'sub-region-not-allowed-with-national',
      'This column must be blank when NATIONAL_DELIVERY is Yes.',
      'Empty the cell, or change NATIONAL_DELIVERY to No.',
    );
    return nowhere;
  }
  return { isNational: false, subRegions: readSubRegions(typedRegions, subRegions, problems) };
}

function readSubRegions(typed: readonly string[], subRegions: SubRegions, problems: RowProblems): readonly string[] {
  if (typed.length === 0) {
    problems.add(
      'SUB_REGION',
      'sub-region-missing',
      'A Work based course that is not national must name its sub-regions.',
      'Name them with a semicolon between, for example Camden; Islington.',
    );
  }
  const names = typed.map((name) => subRegions.get(foldSubRegion(name)) ?? null);
  const unknown = names.flatMap((name, index) => (name === null ? [index + 1] : []));
  if (unknown.length > 0) {
    problems.add(
      'SUB_REGION',
      'sub-region-unknown',
      `Not the name of a sub-region: number ${unknown.join(', ')} of the ${typed.length} in the list.`,
      'Use the names of boroughs and counties as the Course Directory spells them, with a semicolon between.',
    );
  }
  return [...new Set(names.flatMap((name) => (name === null ? [] : [name])))];
}

/** STUDY_MODE and ATTENDANCE_PATTERN: both required at a venue, both forbidden elsewhere. */
export function readAttendance(
  row: FileRow,
  mode: DeliveryMode,
  problems: RowProblems,
): { readonly studyMode: StudyMode; readonly attendancePattern: AttendancePattern } | null {
  if (!isAtVenue(mode)) {
    notAllowed(row, ['STUDY_MODE', 'ATTENDANCE_PATTERN'], mode, problems);
    return null;
  }
  const studyMode = requiredChoice(row, 'STUDY_MODE', 'study-mode', STUDY_MODES, 'Full time, Part time, Flexible', problems);
  const attendancePattern = requiredChoice(
    row,
    'ATTENDANCE_PATTERN',
    'attendance-pattern',
    ATTENDANCE_PATTERNS,
    'Daytime, Evening, Weekend, Day/Block release',
    problems,
  );
  return studyMode && attendancePattern ? { studyMode, attendancePattern } : null;
}
