import { PROGRAMME_EVIDENCE, membershipRule, NO_EVIDENCE, TARGET_GROUPS, type CandidateFacts, type MembershipInputs, type OpportunityFacts, type Programme } from '#lib/kernel';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LiveFacts, type PlacedPerson } from './live-facts.js';

const ON = '2026-03-02';
const CONTEXT = { asOfOn: ON, seed: 0, limit: 50 };
const CITIES = new Map([['north', 'city'], ['south', 'city']]);
const CODES = ['ages', 'areas', 'groups'];

function programmeWith(code: string, rules: Partial<Programme> = {}): Programme {
  return { code, name: code, startsOn: '2026-01-01', endsOn: null, minimumAge: null, maximumAge: null, targetGroups: [], areaCodes: [], mostDeprivedDeciles: null, evidence: NO_EVIDENCE, justification: 'Recorded.', reviewOn: '2027-01-01', ...rules };
}

/** Open to whoever is in its programme, and of no place. */
function offerWith(opportunityId: string, programmeCodes: readonly string[]): OpportunityFacts {
  return {
    opportunityId,
    kind: 'role',
    pathway: 'other',
    isOpen: true,
    programmeCodes,
    minimumLevel: 0,
    minimumEnglishLevel: 0,
    minimumMathsLevel: 0,
    requiredSkillCodes: [],
    desiredSkillCodes: ['care'],
    requiredCheckCodes: [],
    schedule: null,
    attendance: 'remote',
    position: null,
    hourlyPence: null,
    isUnpaid: false,
    startsOn: null,
    travelAtMostMinutes: null,
    payFloorHourlyPence: null,
    startWindow: { from: null, to: null },
    contractEndsBy: null,
    isForRedeploymentOnly: false,
    stages: null,
    choices: [],
    weights: null,
    travelZone: null,
  };
}

const OFFERS = [...CODES.map((code) => offerWith(`for ${code}`, [code])), offerWith('for any', CODES), offerWith('for all', [])];

function candidateWith(candidateId: string, programmeCodes: readonly string[], skillCodes: readonly string[]): CandidateFacts {
  return {
    candidateId,
    hasMatchingConsent: true,
    isSeeking: true,
    programmeCodes,
    level: 2,
    englishLevel: 2,
    mathsLevel: 2,
    skillCodes,
    checkCodes: [],
    slots: 2 ** 21 - 1,
    travelMode: 'public',
    travelLimitMinutes: 60,
    position: null,
    pathwayInterests: [],
    minimumHourlyPence: null,
    availableFromOn: null,
    contractEndsOn: null,
    isForRedeployment: false,
    stage: 'looking',
    travelZone: null,
    setAside: [],
  };
}

/** A person as a row of the database says. */
interface PersonRow {
  readonly id: string;
  readonly organisationId: string;
  readonly isShared: boolean;
  readonly asked: MembershipInputs;
  readonly skillCodes: readonly string[];
}

/** That person as judged by programmes. */
function judged({ id, organisationId, isShared, asked, skillCodes }: PersonRow, programmes: readonly Programme[]): PlacedPerson {
  return { facts: candidateWith(id, membershipRule(programmes, ON)(asked), skillCodes), asked, organisationId, isShared };
}

function readAnew(programmes: readonly Programme[], rows: Iterable<PersonRow>): LiveFacts {
  return new LiveFacts(CONTEXT, programmes, CITIES, OFFERS.map((facts) => ({ facts, organisationId: 'north' })), [...rows].map((row) => judged(row, programmes)));
}

/** Everything that can be asked about people. */
function answers(facts: LiveFacts): unknown {
  return OFFERS.map((offer) => [facts.bestPeople(offer, ['north'], ['south']), facts.bestPeople(offer, ['north', 'south'], []), facts.bestPeople(offer, [], ['north'])]);
}

const orNull = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
const age = fc.integer({ min: 16, max: 30 });
const anyProgramme: fc.Arbitrary<Programme> = fc
  .tuple(fc.constantFrom(...CODES), fc.record({
    endsOn: fc.option(fc.constant('2026-03-01'), { nil: null }),
    minimumAge: orNull(age),
    maximumAge: orNull(age),
    targetGroups: fc.oneof(fc.constant([]), fc.subarray([...TARGET_GROUPS])),
    areaCodes: fc.oneof(fc.constant([]), fc.subarray(['E1', 'E2'])),
    mostDeprivedDeciles: orNull(fc.integer({ min: 1, max: 10 })),
    evidence: fc.record({ everybody: fc.subarray(PROGRAMME_EVIDENCE.slice(0, 2)), olderWith: orNull(fc.record({ maximumAge: age, anyOf: fc.subarray([...PROGRAMME_EVIDENCE]) })) }),
    reviewOn: fc.constantFrom('2027-01-01', null),
  }, { requiredKeys: [] }))
  .map(([code, rules]) => programmeWith(code, rules));
const anyRow: fc.Arbitrary<PersonRow> = fc.record({
  id: fc.integer({ min: 1, max: 12 }).map((number) => `person-${number}`),
  organisationId: fc.constantFrom('north', 'south'),
  isShared: fc.boolean(),
  asked: fc.record({
    bornOn: fc.option(fc.integer({ min: 1995, max: 2012 }).map((year) => `${year}-03-02`), { nil: null }),
    isVaccinationWorkforce: fc.constantFrom(true, false, null),
    postcodeDecile: orNull(fc.integer({ min: 1, max: 10 })),
    isNhsEmployee: fc.constantFrom(true, false, null),
    ladCode: fc.constantFrom('E1', 'E2', 'E3', null),
    evidence: fc.subarray([...PROGRAMME_EVIDENCE]),
  }),
  skillCodes: fc.subarray(['care', 'listening']),
});

const byCode = (programmes: readonly Programme[]): Programme[] => programmes.toSorted((a, b) => (a.code < b.code ? -1 : 1));
const anyProgrammes = fc.uniqueArray(anyProgramme, { selector: ({ code }) => code, maxLength: 3 }).map(byCode);

type Step = { readonly programmes: Programme[] } | { readonly programme: Programme } | { readonly put: PersonRow[] } | { readonly remove: string };
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ programmes: anyProgrammes }) },
  { weight: 3, arbitrary: fc.record({ programme: anyProgramme }) },
  { weight: 2, arbitrary: fc.record({ put: fc.uniqueArray(anyRow, { selector: ({ id }) => id, maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ remove: fc.integer({ min: 1, max: 12 }).map((number) => `person-${number}`) }) },
);

/** People of whom a quarter is twenty years old, and the others forty. */
function crowd(count: number): PersonRow[] {
  return Array.from({ length: count }, (_, at) => ({
    id: `person-${at}`,
    organisationId: at % 3 === 0 ? 'north' : 'south',
    isShared: at % 5 === 0,
    asked: { bornOn: at % 4 === 0 ? '2006-01-01' : '1986-01-01', isVaccinationWorkforce: null, postcodeDecile: null, isNhsEmployee: null, ladCode: null, evidence: [] },
    skillCodes: [],
  }));
}

describe('live facts of people', () => {
  it('stay in the programmes that have not changed', async () => {
    const [ages, groups] = [programmeWith('ages', { maximumAge: 29 }), programmeWith('groups')];
    const rows = crowd(8);
    const facts = readAnew([ages, groups], rows);
    for (const programmes of [[programmeWith('ages', { minimumAge: 30 }), groups], [groups], [ages, groups]]) {
      await facts.putProgrammes(programmes);
      expect(answers(facts)).toEqual(answers(readAnew(programmes, rows)));
    }
  });

  it('after every change of programmes and people are those of everybody judged anew', async () => {
    await fc.assert(
      fc.asyncProperty(anyProgrammes, fc.uniqueArray(anyRow, { selector: ({ id }) => id, maxLength: 12 }), fc.array(anyStep, { maxLength: 10 }), async (first, people, steps) => {
        const rows = new Map(people.map((row) => [row.id, row]));
        const facts = readAnew(first, rows.values());
        for (const step of steps) {
          if ('programmes' in step) await facts.putProgrammes(step.programmes);
          else if ('programme' in step) await facts.putProgrammes(byCode([...facts.programmes.filter(({ code }) => code !== step.programme.code), step.programme]));
          else if ('remove' in step) {
            rows.delete(step.remove);
            facts.removePerson(step.remove);
          } else {
            for (const row of step.put) rows.set(row.id, row);
            await facts.putPeople(step.put.map((row) => judged(row, facts.programmes)));
          }
          expect(answers(facts)).toEqual(answers(readAnew(facts.programmes, rows.values())));
        }
      }),
      { numRuns: 80 },
    );
  });

  it('may be put by programmes that have not arrived yet', async () => {
    const before = [programmeWith('ages', { minimumAge: 30 })];
    const after = [programmeWith('ages', { maximumAge: 29 })];
    const rows = crowd(10);
    const facts = readAnew(before, rows);
    await facts.putPeople(rows.slice(0, 3).map((row) => judged(row, after)));
    await facts.putProgrammes(after);
    expect(facts.programmes).toBe(after);
    expect(answers(facts)).toEqual(answers(readAnew(after, rows)));
  });

  it('are written for many while others are served, who find each person as before or as now', async () => {
    const rows = crowd(10_000);
    const [young, old] = [[programmeWith('ages', { maximumAge: 29 })], [programmeWith('ages', { minimumAge: 30 }), programmeWith('areas', { areaCodes: ['E1'] })]];
    const facts = readAnew(young, rows);
    const found: number[] = [];
    const look = (): void => {
      found.push(facts.bestPeople(OFFERS[0]!, ['north', 'south'], []).eligibleCount);
    };
    let timer = setImmediate(function again() {
      look();
      timer = setImmediate(again);
    });
    await facts.putProgrammes(old);
    const whileJudged = found.splice(0);
    await facts.putPeople(rows.slice(0, 1000).map((row) => judged({ ...row, asked: { ...row.asked, bornOn: null } }, old)));
    clearImmediate(timer);
    expect(new Set(whileJudged).size).toBeGreaterThan(2);
    expect(whileJudged).toEqual(whileJudged.toSorted((a, b) => a - b)); // more and more are old enough
    expect(whileJudged.at(-1)).toBe(7500);
    expect(new Set(found).size).toBeGreaterThan(4);
    look();
    expect(found.at(-1)).toBe(6750);
  });
});
