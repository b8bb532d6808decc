import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { jobKey, sameJob } from './same-job.js';
import type { VacancyEntry } from './vacancy-entry.js';

const NHS: VacancyEntry = {
  source: 'nhs-jobs',
  reference: 'X9001-26-0001',
  kind: 'apprenticeship',
  isFoundationApprenticeship: false,
  title: 'Healthcare Support Worker Apprentice - Band 2',
  description: '',
  employerName: "St Example's University Hospitals NHS Foundation Trust",
  places: null,
  postedOn: null,
  closesOn: '2026-07-15',
  startsOn: null,
  pay: { wording: '', stated: { kind: 'not-stated', wording: '' }, scheme: null, band: '2' },
  hoursPerWeek: null,
  locations: [{ address: 'London', postcode: 'ZX1 1AA', outward: 'ZX1' }],
  isRemoteOrNational: false,
  url: null,
  standardLarsCode: null,
  level: null,
  route: null,
  skills: [],
  requirements: '',
};

const FAA: VacancyEntry = {
  ...NHS,
  source: 'display-advert',
  reference: '9000000001',
  title: 'Health care support worker (apprenticeship)',
  employerName: 'ST EXAMPLES UNIVERSITY HOSPITALS NHS TRUST',
  closesOn: '2026-07-14',
  pay: { ...NHS.pay, band: null },
  level: 2,
};

const place = (postcode: string | null, outward: string | null) => ({ locations: [{ address: '', postcode, outward }] });

describe('the same job in two feeds', () => {
  it.each<[name: string, change: Partial<VacancyEntry>, isSame: boolean]>([
    ['as it is', {}, true],
    ['with the same level in the title', { title: 'Healthcare support worker, level 2' }, true],
    ['at the same first half of a postcode', place(null, 'ZX1'), true],
    ['with no place stated', { locations: [] }, true],
    ['closing two weeks apart', { closesOn: '2026-07-29' }, true],
    ['with the employer named more shortly', { employerName: 'St Examples University Hospitals' }, true],
    ['closing months apart', { closesOn: '2026-09-15' }, false],
    ['at another place', place('ZX9 9AA', 'ZX9'), false],
    ['at another site of the same district', place('ZX1 9ZZ', 'ZX1'), false],
    ['on another ward', { title: 'Healthcare support worker apprentice, theatres and recovery' }, false],
    ['for a senior', { title: 'Senior healthcare support worker' }, false],
    ['for the bank', { title: 'Bank healthcare support worker' }, false],
    ['with another title', { title: 'Pharmacy apprentice' }, false],
    ['with another employer', { employerName: 'Another Community Trust' }, false],
    ['in another band', { pay: { ...FAA.pay, band: '3' } }, false],
    ['in another band by its title', { title: 'Healthcare support worker, Band 3' }, false],
    ['with a title that says nothing', { title: 'Apprentice' }, false],
  ])('is recognised %s: %s', (_name, change, isSame) => {
    expect(sameJob(NHS, { ...FAA, ...change }).isSame).toBe(isSame);
  });

  it('is told apart by the level of the apprenticeship', () => {
    expect(sameJob({ ...NHS, title: 'Healthcare Support Worker Apprentice Level 3' }, FAA).isSame).toBe(false);
  });

  it('scores what agrees', () => {
    expect(sameJob(NHS, FAA)).toEqual({ isSame: true, score: 1000 });
    expect(sameJob(NHS, { ...FAA, ...place(null, 'ZX1') }).score).toBe(920);
    expect(sameJob(NHS, { ...FAA, locations: [], closesOn: '2026-07-20' }).score).toBe(830);
  });

  it('within one feed is a matter of the reference alone', () => {
    expect(sameJob(NHS, { ...NHS, title: 'Other' })).toEqual({ isSame: true, score: 1000 });
    expect(sameJob(NHS, { ...NHS, reference: 'X9001-26-0002' })).toEqual({ isSame: false, score: 0 });
  });

  it('is found by its key', () => {
    expect(jobKey(NHS)).toBe(jobKey(FAA));
    expect(jobKey(NHS)).toBe('healthcare support worker');
    expect(jobKey(NHS)).not.toBe(jobKey({ ...FAA, title: 'Pharmacy apprentice' }));
  });

  it('is the same from either side, never beyond 0 to 1000, and has one key', () => {
    const words = fc.array(fc.constantFrom('staff', 'nurse', 'ward', 'a', 'band 5', 'level 3', 'porter', '&', ''), { maxLength: 6 }).map((list) => list.join(' '));
    const vacancy = fc.record({
      title: words,
      employerName: words,
      closesOn: fc.constantFrom('2026-07-01', '2026-07-10', '2026-12-31'),
      outward: fc.constantFrom('ZX1', 'ZX2', null),
    });
    fc.assert(
      fc.property(vacancy, vacancy, (a, b) => {
        const one = { ...NHS, ...a, ...place(null, a.outward) };
        const other = { ...FAA, ...b, ...place(null, b.outward) };
        const likeness = sameJob(one, other);
        expect(sameJob(other, one)).toEqual(likeness);
        expect(!likeness.isSame || jobKey(one) === jobKey(other)).toBe(true);
        expect(likeness.score).toBeGreaterThanOrEqual(0);
        expect(likeness.score).toBeLessThanOrEqual(1000);
      }),
    );
  });
});
