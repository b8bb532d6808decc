import { describe, expect, it } from '@jest/globals';
import { course, MATHS, NURSING, STANDARDS, step, version, way } from './ladder-example.oracle.js';
import { catalogueOn } from './ladder.js';
import { offerOfListing, type ListedIntake } from './offers.js';

const therapy = version('therapy', { pathway: 'allied-health', steps: [step('helper')], ways: [way(null, 'helper', { code: 'apprentice-helper', by: 'standard', standardCode: 'ST0216', months: null })], courses: [course('english', { titleWords: ['english', 'functional'], gives: { ...MATHS, englishLevel: 1, mathsLevel: 0 } })] });
const catalogue = catalogueOn([NURSING, therapy], '2026-09-01');
const listed = (more: Partial<ListedIntake>): ListedIntake => ({
  opportunityId: 'O', intakeId: 'I', kind: 'role', title: 'Title', pathway: 'nursing', band: null, standardCode: null, studyLevel: null, startsOn: '2026-10-01', closesOn: null, hourlyPence: 1500, ...more,
});
const served = (more: Partial<ListedIntake>) => {
  const found = offerOfListing(listed(more), catalogue, STANDARDS);
  return found === null ? null : [...found.wayCodes, ...found.courseCodes];
};

describe('offerOfListing', () => {
  it.each<readonly [string, Partial<ListedIntake>, readonly string[] | null]>([
    ['an apprenticeship by the reference of its standard', { kind: 'apprenticeship', standardCode: 'ST0216' }, ['apprentice-hcsw']],
    ['one by the code that national adverts use', { kind: 'apprenticeship', standardCode: '103' }, ['apprentice-hcsw']],
    ['one of another family', { kind: 'apprenticeship', standardCode: 'ST0216', pathway: 'allied-health' }, ['apprentice-helper']],
    ['one of a family that has no such way, by its standard alone', { kind: 'apprenticeship', standardCode: 'ST0216', pathway: 'other' }, ['apprentice-hcsw', 'apprentice-helper']],
    ['an apprenticeship that names no standard', { kind: 'apprenticeship' }, null],
    ['one on a standard that is on no ladder', { kind: 'apprenticeship', standardCode: 'ST9' }, null],
    ['a post of the band and family of a step', { band: 'Band 2' }, ['vaccinator-hcsw']],
    ['a post of another band', { band: 'AfC 8a' }, null],
    ['a post without a band', { band: 'Trust grade' }, null],
    ['a post that says nothing of a band', {}, null],
    ['a course by words and level', { kind: 'course', title: 'GCSE Mathematics', studyLevel: 2 }, ['maths']],
    ['a course at another level', { kind: 'course', title: 'GCSE Mathematics', studyLevel: 1 }, null],
    ['a course with some of the words', { kind: 'course', title: 'English literature', studyLevel: 1 }, null],
    ['a course with all of the words', { kind: 'course', title: 'Functional Skills English', studyLevel: 1 }, ['english']],
    ['a placement', { kind: 'placement' }, null],
  ])('finds what %s serves', (_, more, codes) => {
    expect(served(more)).toEqual(codes);
  });

  it('keeps what a plan needs of it', () => {
    expect(offerOfListing(listed({ band: '2' }), catalogue, STANDARDS)).toEqual({ opportunityId: 'O', intakeId: 'I', title: 'Title', startsOn: '2026-10-01', closesOn: null, hourlyPence: 1500, wayCodes: ['vaccinator-hcsw'], courseCodes: [] });
  });
});
