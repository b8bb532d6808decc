import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { BOOTCAMP_CELLS, CLASSROOM_CELLS, CONTEXT, fileRow, ONLINE, WORK_BASED } from '../../../../test/fixtures/courses/rows.js';
import type { RowReading } from '../files/row-error.js';
import type { AimStatus, CourseEntry } from './course-entry.js';
import { readAimlessCourseRow, readCourseRow } from './course-row.js';

type Change = Partial<Record<keyof typeof CLASSROOM_CELLS, string>>;

const read = (change: Change = {}, context = CONTEXT) => readCourseRow(fileRow({ ...CLASSROOM_CELLS, ...change }), context);

function valueOf(reading: RowReading<CourseEntry>): CourseEntry {
  if (!reading.ok) throw new Error(reading.errors.map(({ column, code }) => `${column} ${code}`).join('; '));
  return reading.value;
}

/** 'COLUMN code' of every problem, in the order of the rules. */
function problemsOf(reading: RowReading<CourseEntry>): string[] {
  return reading.ok ? [] : reading.errors.map(({ column, code }) => `${column} ${code}`);
}

const address = (length: number) => 'https://www.college.example/'.padEnd(length, 'x');
const titleOfAim = (code: string) => (code === '60332935' ? 'Certificate in care' : null);

describe('a courses row', () => {
  it('is read whole', () => {
    expect(read()).toEqual({
      ok: true,
      value: {
        reference: 'PWASC-1',
        title: 'Preparing to work in adult social care',
        aim: { kind: 'learning-aim', code: '60332935', status: 'not-checked' },
        texts: {
          whoItIsFor: 'Adults who want to work in care.',
          entryRequirements: 'None.',
          whatYouWillLearn: 'How to support people at home and in hospital.',
          howYouWillLearn: 'In groups.',
          whatToBring: 'A pen.',
          howAssessed: 'By a portfolio.',
          whereNext: 'A level 3 course or work.',
        },
        deliveryMode: 'classroom',
        startsOn: '2026-09-07',
        venue: { venueId: 'venue-main', reference: 'MAIN', name: 'Main site' },
        isNational: false,
        subRegions: [],
        url: 'https://www.college.example/care',
        costPence: 0,
        costDescription: null,
        duration: { length: 12, unit: 'weeks' },
        studyMode: 'part-time',
        attendancePattern: 'daytime',
        schedule: { slots: 0b011_011_011_011_011, needed: 2 },
        level: null,
      },
    });
  });

  it.each<[name: string, change: Change, expected: Partial<CourseEntry>]>([
    ['a code that lost its zeros', { LARS_QAN: '280206' }, { aim: { kind: 'learning-aim', code: '00280206', status: 'not-checked' } }],
    ['a code that lost one zero', { LARS_QAN: '0280206' }, { aim: { kind: 'learning-aim', code: '00280206', status: 'not-checked' } }],
    ['a code with a small letter', { LARS_QAN: '6010001x' }, { aim: { kind: 'learning-aim', code: '6010001X', status: 'not-checked' } }],
    ['a number as on certificates', { LARS_QAN: '603/3293/5' }, { aim: { kind: 'learning-aim', code: '60332935', status: 'not-checked' } }],
    ['blended with spaces', { DELIVERY_MODE: 'Blended learning' }, { deliveryMode: 'blended' }],
    ['blended in one word', { DELIVERY_MODE: 'blendedlearning' }, { deliveryMode: 'blended' }],
    ['blended alone', { DELIVERY_MODE: 'BLENDED' }, { deliveryMode: 'blended' }],
    ['classroom based', { DELIVERY_MODE: 'Classroom based' }, { deliveryMode: 'classroom' }],
    ['classroombased', { DELIVERY_MODE: 'classroombased' }, { deliveryMode: 'classroom' }],
    ['online', ONLINE, { deliveryMode: 'online', venue: null, studyMode: null, attendancePattern: null, schedule: null }],
    ['work', { ...WORK_BASED, DELIVERY_MODE: 'work' }, { deliveryMode: 'work-based', isNational: true, subRegions: [], schedule: null }],
    ['workbased', { ...WORK_BASED, DELIVERY_MODE: 'WORKBASED' }, { deliveryMode: 'work-based' }],
    ['work-based with a hyphen', { ...WORK_BASED, DELIVERY_MODE: 'Work-based' }, { deliveryMode: 'work-based' }],
    [
      'sub-regions in any case, with blanks and a repeat',
      { ...WORK_BASED, NATIONAL_DELIVERY: 'no', SUB_REGION: 'camden; ISLINGTON ;; Camden; St Helens; Bristol, City of' },
      { isNational: false, subRegions: ['Camden', 'Islington', 'St. Helens', 'Bristol, City of'] },
    ],
    ['sub-regions and no word on national', { ...WORK_BASED, NATIONAL_DELIVERY: '', SUB_REGION: 'Newham' }, { isNational: false, subRegions: ['Newham'] }],
    ['a start today', { START_DATE: '01/06/2026' }, { startsOn: '2026-06-01' }],
    ['a date without its zeros', { START_DATE: '7/9/2026' }, { startsOn: '2026-09-07' }],
    ['a date year first', { START_DATE: '2026-09-07' }, { startsOn: '2026-09-07' }],
    ['nothing on flexible', { FLEXIBLE_START_DATE: '' }, { startsOn: '2026-09-07' }],
    ['a flexible start', { FLEXIBLE_START_DATE: 'YES', START_DATE: '' }, { startsOn: null }],
    ['a venue by reference, another case', { YOUR_VENUE_REFERENCE: 'main' }, { venue: { venueId: 'venue-main', reference: 'MAIN', name: 'Main site' } }],
    [
      'a venue by name, other case and spaces',
      { YOUR_VENUE_REFERENCE: '', VENUE_NAME: 'north  SITE' },
      { venue: { venueId: 'venue-north', reference: 'NORTH', name: 'North site' } },
    ],
    [
      'a venue by both',
      { YOUR_VENUE_REFERENCE: 'North', VENUE_NAME: 'North Site' },
      { venue: { venueId: 'venue-north', reference: 'NORTH', name: 'North site' } },
    ],
    [
      'one of two venues of a name, by reference',
      { YOUR_VENUE_REFERENCE: 'twin-2', VENUE_NAME: 'Annexe' },
      { venue: { venueId: 'venue-twin-2', reference: 'TWIN-2', name: 'Annexe' } },
    ],
    ['an address without https', { COURSE_WEBPAGE: 'www.college.example/care' }, { url: 'https://www.college.example/care' }],
    ['pounds only', { COST: '250' }, { costPence: 25_000 }],
    ['one decimal', { COST: '250.5' }, { costPence: 25_050 }],
    ['a pound sign and a comma', { COST: '£1,250.05' }, { costPence: 125_005 }],
    ['a description instead of a cost', { COST: '', COST_DESCRIPTION: 'Free for learners on a low wage' }, { costPence: null, costDescription: 'Free for learners on a low wage' }],
    ['both', { COST: '10', COST_DESCRIPTION: 'Materials' }, { costPence: 1000, costDescription: 'Materials' }],
    ['minutes', { DURATION: '90', DURATION_UNIT: 'minutes' }, { duration: { length: 90, unit: 'minutes' } }],
    ['the longest duration', { DURATION: '999', DURATION_UNIT: 'Hours' }, { duration: { length: 999, unit: 'hours' } }],
    ['full-time with a hyphen', { STUDY_MODE: 'full-time' }, { studyMode: 'full-time' }],
    ['flexible study', { STUDY_MODE: 'Flexible', ATTENDANCE_PATTERN: 'Evening' }, { studyMode: 'flexible', attendancePattern: 'evening' }],
    ['day or block release, any case', { ATTENDANCE_PATTERN: 'Day/Block Release' }, { attendancePattern: 'day-or-block-release' }],
    ['no reference', { YOUR_REFERENCE: '' }, { reference: null }],
    ['a name with accents, quotes and a line end', { COURSE_NAME: 'Café “skills”:\r\nlevel 2' }, { title: 'Café “skills”: level 2' }],
  ])('is accepted with %s', (_name, change, expected) => {
    expect(valueOf(read(change))).toMatchObject(expected);
  });

  it('may describe what is learnt in 1,500 signs, though the guidance says 500', () => {
    expect(problemsOf(read({ WHAT_YOU_WILL_LEARN: 'x'.repeat(1500) }))).toEqual([]);
    expect(problemsOf(read({ WHAT_YOU_WILL_LEARN: 'x'.repeat(1501) }))).toEqual(['WHAT_YOU_WILL_LEARN text-too-long']);
  });

  it.each<[column: keyof typeof CLASSROOM_CELLS, limit: number]>([
    ['WHO_THIS_COURSE_IS_FOR', 2000],
    ['ENTRY_REQUIREMENTS', 500],
    ['HOW_YOU_WILL_LEARN', 500],
    ['WHAT_YOU_WILL_NEED_TO_BRING', 500],
    ['HOW_YOU_WILL_BE_ASSESSED', 500],
    ['WHERE_NEXT', 500],
    ['COURSE_NAME', 255],
    ['YOUR_REFERENCE', 255],
    ['COST_DESCRIPTION', 255],
  ])('takes %s of %d signs and no more', (column, limit) => {
    expect(problemsOf(read({ [column]: 'x'.repeat(limit) }))).toEqual([]);
    expect(problemsOf(read({ [column]: 'x'.repeat(limit + 1) }))).toEqual([`${column} text-too-long`]);
  });

  it('takes a web address of 255 signs and no more', () => {
    expect(problemsOf(read({ COURSE_WEBPAGE: address(255) }))).toEqual([]);
    expect(problemsOf(read({ COURSE_WEBPAGE: address(256) }))).toEqual(['COURSE_WEBPAGE text-too-long']);
  });

  it.each<[name: string, change: Change, problems: string[]]>([
    ['no code', { LARS_QAN: '' }, ['LARS_QAN aim-missing']],
    ['a code of nine signs', { LARS_QAN: '603329351' }, ['LARS_QAN aim-not-a-code']],
    ['a code spoilt by a spreadsheet', { LARS_QAN: '6.03E+07' }, ['LARS_QAN aim-spoilt-by-spreadsheet']],
    ['nothing on who it is for', { WHO_THIS_COURSE_IS_FOR: '' }, ['WHO_THIS_COURSE_IS_FOR text-missing']],
    ['a < in a text', { WHERE_NEXT: '<b>Work</b>' }, ['WHERE_NEXT sign-not-allowed']],
    ['a backtick in a text', { ENTRY_REQUIREMENTS: 'none`' }, ['ENTRY_REQUIREMENTS sign-not-allowed']],
    ['a name in signs outside the list', { COURSE_NAME: 'Care ★' }, ['COURSE_NAME sign-not-allowed']],
    ['no name', { COURSE_NAME: '' }, ['COURSE_NAME course-name-missing']],
    ['no delivery mode', { DELIVERY_MODE: '' }, ['DELIVERY_MODE delivery-mode-missing']],
    ['an unknown delivery mode', { DELIVERY_MODE: 'Distance' }, ['DELIVERY_MODE delivery-mode-unknown']],
    ['no start date', { START_DATE: '' }, ['START_DATE start-date-missing']],
    ['no start date and nothing on flexible', { START_DATE: '', FLEXIBLE_START_DATE: '' }, ['START_DATE start-date-missing']],
    ['a start yesterday', { START_DATE: '31/05/2026' }, ['START_DATE start-date-past']],
    ['a date that does not exist', { START_DATE: '31/09/2026' }, ['START_DATE date-not-real']],
    ['a year of two digits', { START_DATE: '07/09/26' }, ['START_DATE date-not-real']],
    ['the serial number of a date', { START_DATE: '46272' }, ['START_DATE date-is-a-serial-number']],
    ['a start date and a flexible start', { FLEXIBLE_START_DATE: 'Yes' }, ['START_DATE start-date-not-allowed']],
    ['neither yes nor no', { FLEXIBLE_START_DATE: 'perhaps' }, ['FLEXIBLE_START_DATE yes-or-no-expected']],
    ['no venue', { YOUR_VENUE_REFERENCE: '' }, ['YOUR_VENUE_REFERENCE venue-missing']],
    ['an unknown reference', { YOUR_VENUE_REFERENCE: 'EAST' }, ['YOUR_VENUE_REFERENCE venue-unknown']],
    ['an unknown name', { YOUR_VENUE_REFERENCE: '', VENUE_NAME: 'East site' }, ['VENUE_NAME venue-unknown']],
    ['a name that two venues have', { YOUR_VENUE_REFERENCE: '', VENUE_NAME: 'Annexe' }, ['VENUE_NAME venue-ambiguous']],
    ['a name of another venue', { VENUE_NAME: 'North site' }, ['VENUE_NAME venue-disagrees']],
    ['a name of no venue beside a good reference', { VENUE_NAME: 'East site' }, ['VENUE_NAME venue-disagrees']],
    ['a good name beside an unknown reference', { YOUR_VENUE_REFERENCE: 'EAST', VENUE_NAME: 'Main site' }, ['YOUR_VENUE_REFERENCE venue-unknown']],
    [
      'a venue, study mode and pattern online',
      { DELIVERY_MODE: 'Online', VENUE_NAME: 'Main site' },
      [
        'VENUE_NAME not-allowed-with-delivery-mode',
        'YOUR_VENUE_REFERENCE not-allowed-with-delivery-mode',
        'STUDY_MODE not-allowed-with-delivery-mode',
        'ATTENDANCE_PATTERN not-allowed-with-delivery-mode',
      ],
    ],
    [
      'coverage of a classroom course',
      { NATIONAL_DELIVERY: 'No', SUB_REGION: 'Camden' },
      ['NATIONAL_DELIVERY not-allowed-with-delivery-mode', 'SUB_REGION not-allowed-with-delivery-mode'],
    ],
    ['a venue of a work based course', { ...WORK_BASED, VENUE_NAME: 'Main site' }, ['VENUE_NAME not-allowed-with-delivery-mode']],
    ['no word on national', { ...WORK_BASED, NATIONAL_DELIVERY: '' }, ['NATIONAL_DELIVERY national-delivery-missing']],
    ['national neither yes nor no', { ...WORK_BASED, NATIONAL_DELIVERY: 'all' }, ['NATIONAL_DELIVERY yes-or-no-expected']],
    ['national with sub-regions', { ...WORK_BASED, SUB_REGION: 'Camden' }, ['SUB_REGION sub-region-not-allowed-with-national']],
    ['neither national nor sub-regions', { ...WORK_BASED, NATIONAL_DELIVERY: 'No' }, ['SUB_REGION sub-region-missing']],
    ['an unknown sub-region', { ...WORK_BASED, NATIONAL_DELIVERY: 'No', SUB_REGION: 'Camden; Atlantis' }, ['SUB_REGION sub-region-unknown']],
    ['no web address', { COURSE_WEBPAGE: '' }, ['COURSE_WEBPAGE web-address-missing']],
    ['an address without a dot', { COURSE_WEBPAGE: 'https://college' }, ['COURSE_WEBPAGE web-address-not-valid']],
    ['an address with a space', { COURSE_WEBPAGE: 'college.example/our courses' }, ['COURSE_WEBPAGE web-address-not-valid']],
    ['another scheme', { COURSE_WEBPAGE: 'javascript:alert(1)' }, ['COURSE_WEBPAGE web-address-not-valid']],
    ['an address with a password', { COURSE_WEBPAGE: 'https://me:pw@college.example' }, ['COURSE_WEBPAGE web-address-not-valid']],
    ['no cost at all', { COST: '' }, ['COST cost-missing']],
    ['three decimals', { COST: '10.005' }, ['COST cost-not-an-amount']],
    ['a negative cost', { COST: '-10' }, ['COST cost-not-an-amount']],
    ['words for a cost', { COST: 'free' }, ['COST cost-not-an-amount']],
    ['no duration', { DURATION: '' }, ['DURATION duration-missing']],
    ['a duration of 0', { DURATION: '0' }, ['DURATION duration-out-of-range']],
    ['a duration of 1000', { DURATION: '1000' }, ['DURATION duration-out-of-range']],
    ['half a year', { DURATION: '0.5', DURATION_UNIT: 'Years' }, ['DURATION duration-out-of-range']],
    ['no unit', { DURATION_UNIT: '' }, ['DURATION_UNIT duration-unit-missing']],
    ['an unknown unit', { DURATION_UNIT: 'terms' }, ['DURATION_UNIT duration-unit-unknown']],
    ['no study mode', { STUDY_MODE: '' }, ['STUDY_MODE study-mode-missing']],
    ['an unknown study mode', { STUDY_MODE: 'sometimes' }, ['STUDY_MODE study-mode-unknown']],
    ['no pattern of a blended course', { DELIVERY_MODE: 'Blended', ATTENDANCE_PATTERN: '' }, ['ATTENDANCE_PATTERN attendance-pattern-missing']],
    ['an unknown pattern', { ATTENDANCE_PATTERN: 'Mondays' }, ['ATTENDANCE_PATTERN attendance-pattern-unknown']],
    [
      'everything at once',
      { LARS_QAN: '', COST: 'free', DURATION: '', STUDY_MODE: '' },
      ['LARS_QAN aim-missing', 'COST cost-not-an-amount', 'DURATION duration-missing', 'STUDY_MODE study-mode-missing'],
    ],
  ])('is rejected with %s', (_name, change, problems) => {
    expect(problemsOf(read(change))).toEqual(problems);
  });

  it.each<[status: AimStatus, problems: string[]]>([
    ['known', []],
    ['unknown', ['LARS_QAN aim-unknown']],
    ['expired', ['LARS_QAN aim-expired']],
    ['not-checked', []],
  ])('asks the table of aims: %s', (status, problems) => {
    const asked: string[] = [];
    const reading = read({ LARS_QAN: '280206' }, { ...CONTEXT, isKnownAim: (code) => (asked.push(code), status) });
    expect(problemsOf(reading)).toEqual(problems);
    expect(asked).toEqual(['00280206']);
    expect(reading.ok ? reading.value.aim : { status }).toMatchObject({ status });
  });

  it('takes the name of the aim for a blank course name where it is known', () => {
    expect(valueOf(read({ COURSE_NAME: '' }, { ...CONTEXT, titleOfAim })).title).toBe('Certificate in care');
    expect(problemsOf(read({ COURSE_NAME: '', LARS_QAN: '60000000' }, { ...CONTEXT, titleOfAim }))).toEqual(['COURSE_NAME course-name-missing']);
  });

  it('passes on that a row could not be read', () => {
    const unreadable = { column: '', code: 'too-few-fields', reason: 'r', fix: 'f' };
    const row = { ...fileRow({}), unreadable };
    expect(readCourseRow(row, CONTEXT)).toEqual({ ok: false, errors: [unreadable] });
    expect(readAimlessCourseRow(row, CONTEXT)).toEqual({ ok: false, errors: [unreadable] });
  });

  it('never repeats what was typed, never fails, and explains every problem', () => {
    const columns = Object.keys(CLASSROOM_CELLS);
    const typed = fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('Yes', 'No', 'Online', 'Work based', '01/09/2026', ''));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...columns), typed), (change) => {
        const secret = 'Zaphod-4711';
        const marked = Object.fromEntries(Object.entries(change).map(([column, text]) => [column, text === '' ? '' : `${text}${secret}`]));
        for (const cells of [change, marked]) {
          const reading = readCourseRow(fileRow({ ...CLASSROOM_CELLS, ...cells }), CONTEXT);
          if (reading.ok) continue;
          expect(reading.errors.length).toBeGreaterThan(0);
          for (const error of reading.errors) {
            expect(columns).toContain(error.column);
            expect(error.reason).toMatch(/^[A-Z].*\.$/);
            expect(error.fix).toMatch(/^[A-Z].*\.$/);
            expect(JSON.stringify(error)).not.toContain(secret);
          }
        }
      }),
    );
  });
});

const readAimless = (change: Partial<Record<keyof typeof BOOTCAMP_CELLS, string>> = {}) =>
  readAimlessCourseRow(fileRow({ ...BOOTCAMP_CELLS, ...change }), CONTEXT);

describe('a row of the file without learning aims', () => {
  it.each<[change: Partial<Record<keyof typeof BOOTCAMP_CELLS, string>>, aim: object, level: number]>([
    [{}, { courseType: 'Skills Bootcamp', sectorCode: 'HEALTH', level: 3, awardingBody: null }, 3],
    [
      { COURSE_TYPE: 'skillsbootcamp', SECTOR: 'care', EDUCATION_LEVEL: 'entry level', AWARDING_BODY: 'City and Guilds' },
      { courseType: 'Skills Bootcamp', sectorCode: 'CARE', level: 0, awardingBody: 'City and Guilds' },
      0,
    ],
    [{ EDUCATION_LEVEL: 'Seven' }, { level: 7 }, 7],
    [{ EDUCATION_LEVEL: 'Level 2', COURSE_TYPE: 'Multiply' }, { level: 2, courseType: 'Multiply' }, 2],
  ])('%j is accepted', (change, aim, level) => {
    const entry = valueOf(readAimless(change));
    expect(entry.aim).toMatchObject({ kind: 'without-aim', ...aim });
    expect(entry.level).toBe(level);
  });

  it.each<[change: Partial<Record<keyof typeof BOOTCAMP_CELLS, string>>, problems: string[]]>([
    [{ COURSE_TYPE: '', SECTOR: '', EDUCATION_LEVEL: '' }, ['COURSE_TYPE course-type-missing', 'SECTOR sector-missing', 'EDUCATION_LEVEL education-level-missing']],
    [{ COURSE_TYPE: 'Evening class' }, ['COURSE_TYPE course-type-unknown']],
    [{ SECTOR: 'SPACE' }, ['SECTOR sector-unknown']],
    [{ EDUCATION_LEVEL: '8' }, ['EDUCATION_LEVEL education-level-unknown']],
    [{ AWARDING_BODY: 'x'.repeat(256) }, ['AWARDING_BODY text-too-long']],
    [{ COURSE_NAME: '' }, ['COURSE_NAME course-name-missing']],
  ])('%j is rejected', (change, problems) => {
    expect(problemsOf(readAimless(change))).toEqual(problems);
  });
});
