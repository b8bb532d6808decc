import fc from 'fast-check';
import { PAIR_MATTERS, type CandidateFacts, type CandidateStage, type Demand, type OpportunityFacts, type Pathway, type ScoreWeights, type SetAside } from './facts.js';
import type { MatchContext } from './rank.js';
import { matterFingerprint } from './set-aside.js';

/** Monday to Friday, mornings and afternoons. */
const WORKING_WEEK = 0b011_011_011_011_011;

/** A healthcare support worker in London, with what a test sets otherwise. */
export function candidateWith(facts: Partial<CandidateFacts> = {}): CandidateFacts {
  return {
    candidateId: 'candidate-1',
    hasMatchingConsent: true,
    isSeeking: true,
    programmeCodes: [],
    level: 2,
    englishLevel: 2,
    mathsLevel: 1,
    skillCodes: ['vaccination', 'customer-service'],
    checkCodes: ['identity'],
    slots: WORKING_WEEK,
    travelMode: 'public',
    travelLimitMinutes: 40,
    position: { east: 5300, north: 1800 },
    pathwayInterests: ['nursing', 'pharmacy'],
    minimumHourlyPence: 1200,
    availableFromOn: null,
    contractEndsOn: null,
    isForRedeployment: false,
    stage: 'looking',
    travelZone: null,
    setAside: [],
    ...facts,
  };
}

/** An opportunity of no programme and without a rule of staff. */
export const NO_DEMANDS = {
  travelAtMostMinutes: null,
  payFloorHourlyPence: null,
  startWindow: { from: null, to: null },
  contractEndsBy: null,
  isForRedeploymentOnly: false,
  stages: null,
  choices: [],
  weights: null,
  travelZone: null,
} as const;

/** A vacancy that fits that candidate, with what a test sets otherwise. */
export function opportunityWith(facts: Partial<OpportunityFacts> = {}): OpportunityFacts {
  return {
    opportunityId: 'opportunity-1',
    kind: 'role',
    pathway: 'nursing',
    isOpen: true,
    programmeCodes: [],
    minimumLevel: 2,
    minimumEnglishLevel: 1,
    minimumMathsLevel: 1,
    requiredSkillCodes: ['vaccination'],
    desiredSkillCodes: ['phlebotomy'],
    requiredCheckCodes: ['identity'],
    schedule: { slots: WORKING_WEEK, needed: 6 },
    attendance: 'site',
    position: { east: 5330, north: 1820 },
    hourlyPence: 1260,
    isUnpaid: false,
    startsOn: '2026-03-31',
    ...NO_DEMANDS,
    ...facts,
  };
}

// Random candidates and opportunities for properties: few codes, near places and near days, so that
// pairs fit, fail by one and tie often; everything that can be unknown sometimes is.

const SKILLS = ['vaccination', 'phlebotomy', 'customer-service', 'data-entry'];
const CHECKS = ['identity', 'dbs-enhanced', 'right-to-work'];
const PROGRAMMES = ['sector-academy', 'returners'];
const PATHWAYS: Pathway[] = ['nursing', 'pharmacy', 'social-care', 'estates', 'other'];
const DAYS = ['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02', '2026-04-15', '2026-12-31'];
const EVERY_HALF_DAY = 2 ** 21 - 1;

/** Besides ids as they are, words of one FNV-1a hash in pairs: equal lottery numbers, which chance would never show. */
const WORDS = ['costarring', 'liquid', 'declinate', 'macallums', 'altarage', 'zinke'];
const id = fc.oneof(fc.uuid(), fc.constantFrom(...WORDS));

const someOf = (codes: string[]) => fc.array(fc.constantFrom(...codes), { maxLength: 3 });
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 3 });
const day = fc.constantFrom(...DAYS);
const pay = fc.constantFrom(1199, 1200, 1201);
const slots = fc.oneof(fc.constant(EVERY_HALF_DAY), fc.constant(0), fc.integer({ min: 0, max: EVERY_HALF_DAY }));
const position = fc.record({ east: fc.integer({ min: 5000, max: 5120 }), north: fc.integer({ min: 1700, max: 1820 }) });

const stage = fc.constantFrom<CandidateStage>('looking', 'referred', 'offered', 'placed');
const zone = fc.constantFrom('E01000001', 'E01000002', 'E01000003');
const demand: fc.Arbitrary<Demand> = fc.oneof(
  fc.record({ on: fc.constantFrom('level', 'english-level', 'maths-level'), atLeast: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ on: fc.constant('skill'), code: fc.constantFrom(...SKILLS) }),
  fc.record({ on: fc.constant('check'), code: fc.constantFrom(...CHECKS) }),
  fc.record({ on: fc.constant('programme'), code: fc.constantFrom(...PROGRAMMES) }),
  fc.record({ on: fc.constant('contract-end'), by: day }),
  fc.record({ on: fc.constant('stage'), stage }),
  fc.record({ on: fc.constant('redeployment') }),
);
const weights: fc.Arbitrary<ScoreWeights> = fc.constantFrom(
  { skills: 250, travel: 250, interest: 200, pay: 100, schedule: 100, start: 100 },
  { skills: 50, travel: 500, interest: 50, pay: 50, schedule: 50, start: 300 },
  { skills: 700, travel: 60, interest: 60, pay: 60, schedule: 60, start: 60 },
);
/** Null three times of four: most opportunities have few rules of staff. */
const seldom = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });

/** Of no matter, so that only its day or lifting ends it, or of facts that have changed since. */
const anySetAside: fc.Arbitrary<SetAside> = fc.record({
  opportunityId: fc.constantFrom(...WORDS),
  matters: fc.oneof(fc.constant([]), fc.subarray([...PAIR_MATTERS])),
  fingerprint: fc.constant('as it was'),
  setOn: day,
  untilOn: orNull(day),
  isUntilChecked: fc.boolean(),
});

export const anyCandidate: fc.Arbitrary<CandidateFacts> = fc.record({
  candidateId: id,
  hasMatchingConsent: fc.boolean(),
  isSeeking: fc.boolean(),
  programmeCodes: someOf(PROGRAMMES),
  level: fc.integer({ min: 0, max: 4 }),
  englishLevel: fc.integer({ min: 0, max: 2 }),
  mathsLevel: fc.integer({ min: 0, max: 2 }),
  skillCodes: someOf(SKILLS),
  checkCodes: someOf(CHECKS),
  slots,
  travelMode: fc.constantFrom('walk', 'cycle', 'public', 'car'),
  travelLimitMinutes: fc.integer({ min: 1, max: 180 }),
  position: orNull(position),
  pathwayInterests: fc.array(fc.constantFrom(...PATHWAYS), { maxLength: 8 }),
  minimumHourlyPence: orNull(fc.oneof(pay, fc.integer({ min: 0, max: 2000 }))),
  availableFromOn: orNull(day),
  contractEndsOn: orNull(day),
  isForRedeployment: fc.boolean(),
  stage,
  travelZone: orNull(zone),
  setAside: fc.oneof(fc.constant([]), fc.array(anySetAside, { maxLength: 4 })),
});

export const anyOpportunity: fc.Arbitrary<OpportunityFacts> = fc.record({
  opportunityId: id,
  kind: fc.constantFrom('role', 'apprenticeship', 'course', 'placement'),
  pathway: fc.constantFrom(...PATHWAYS),
  isOpen: fc.boolean(),
  programmeCodes: someOf(PROGRAMMES),
  minimumLevel: fc.integer({ min: 0, max: 4 }),
  minimumEnglishLevel: fc.integer({ min: 0, max: 2 }),
  minimumMathsLevel: fc.integer({ min: 0, max: 2 }),
  requiredSkillCodes: someOf(SKILLS),
  desiredSkillCodes: someOf(SKILLS),
  requiredCheckCodes: someOf(CHECKS),
  schedule: orNull(fc.record({ slots, needed: fc.integer({ min: 0, max: 12 }) })),
  attendance: fc.constantFrom('site', 'remote'),
  position: orNull(position),
  hourlyPence: orNull(fc.oneof(pay, fc.integer({ min: 1, max: 2000 }))),
  isUnpaid: fc.boolean(),
  startsOn: orNull(day),
  travelAtMostMinutes: seldom(fc.integer({ min: 1, max: 60 })),
  payFloorHourlyPence: seldom(pay),
  startWindow: fc.record({ from: seldom(day), to: seldom(day) }),
  contractEndsBy: seldom(day),
  isForRedeploymentOnly: seldom(fc.constant(true)).map((is) => is !== null),
  stages: seldom(fc.uniqueArray(stage, { maxLength: 3 })),
  choices: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(fc.array(demand, { maxLength: 3 }), { maxLength: 2 }) }),
  weights: seldom(weights),
  travelZone: orNull(zone),
});

/** A candidate whom nothing but the opportunity's own demands can exclude, so that most pairs are eligible. */
export const easyCandidate: fc.Arbitrary<CandidateFacts> = anyCandidate.map((candidate) => ({
  ...candidate,
  hasMatchingConsent: true,
  isSeeking: true,
  level: 4,
  englishLevel: 2,
  mathsLevel: 2,
  slots: EVERY_HALF_DAY,
  travelLimitMinutes: 180,
  minimumHourlyPence: null,
  availableFromOn: null,
}));

/** An opportunity that excludes few. */
export const easyOpportunity: fc.Arbitrary<OpportunityFacts> = anyOpportunity.map((opportunity) => ({
  ...opportunity,
  isOpen: true,
  programmeCodes: [],
  requiredSkillCodes: opportunity.requiredSkillCodes.slice(0, 1),
  requiredCheckCodes: [],
  startsOn: null,
  ...NO_DEMANDS,
  weights: opportunity.weights,
}));

export const anyContext: fc.Arbitrary<Required<Omit<MatchContext, 'travelTimes'>>> = fc.record({
  asOfOn: day,
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  limit: fc.integer({ min: 0, max: 6 }),
});

interface SomeMarket {
  readonly candidates: CandidateFacts[];
  readonly opportunities: OpportunityFacts[];
}

/** A market in which some pairs were answered on the facts as they are, so that the answers hold. */
export function withAnswers(anyWorld: fc.Arbitrary<SomeMarket>): fc.Arbitrary<SomeMarket> {
  const answer = fc.record({ person: fc.nat(200), offer: fc.nat(200), matters: fc.subarray([...PAIR_MATTERS]), untilOn: orNull(day), isUntilChecked: fc.boolean() });
  return fc.tuple(anyWorld, fc.array(answer, { maxLength: 12 })).map(([{ candidates, opportunities }, answers]) => ({
    opportunities,
    candidates: candidates.map((candidate, number) => {
      const own = answers.filter(({ person }) => person % candidates.length === number).flatMap(({ offer, matters, untilOn, isUntilChecked }): SetAside[] => {
        const opportunity = opportunities[offer % opportunities.length];
        return opportunity === undefined ? [] : [{ opportunityId: opportunity.opportunityId, matters, fingerprint: matterFingerprint(matters, candidate, opportunity), setOn: DAYS[0]!, untilOn, isUntilChecked }];
      });
      return own.length === 0 ? candidate : { ...candidate, setAside: [...candidate.setAside, ...own] };
    }),
  }));
}

/** A market with unique ids on each side; part of it easy, so that lists overflow their limit. */
export const anyMarket: fc.Arbitrary<SomeMarket> = withAnswers(fc.record({
  candidates: fc.uniqueArray(fc.oneof(anyCandidate, easyCandidate), { selector: (one) => one.candidateId, maxLength: 14 }),
  opportunities: fc.uniqueArray(fc.oneof(anyOpportunity, easyOpportunity), { selector: (one) => one.opportunityId, maxLength: 14 }),
}));
