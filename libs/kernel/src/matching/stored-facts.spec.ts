import { describe, expect, it } from '@jest/globals';
import { candidateWith, opportunityWith } from './example-facts.oracle.js';
import { explainPair } from './explain.js';
import type { CandidateFacts, OpportunityFacts } from './facts.js';
import { RULE_VERSION } from './hard-rules.js';
import { factsOfVersion, type StoredFacts } from './stored-facts.js';
import { whyNot } from './why-not.js';

// Facts of a run of 'rules-1' as its snapshot holds them, and below what the program of that time said of them.

const CANDIDATE = `{"candidateId":"019a5c1e-7b42-7c3d-9e10-2f6b8d4a1c55","hasMatchingConsent":true,"isSeeking":true,"programmeCodes":["returners"],
  "level":3,"englishLevel":2,"mathsLevel":1,"skillCodes":["vaccination","customer-service"],"checkCodes":["identity","right-to-work"],"slots":28087,
  "travelMode":"public","travelLimitMinutes":45,"position":{"east":5301,"north":1803},"pathwayInterests":["nursing","pharmacy"],
  "minimumHourlyPence":1250,"availableFromOn":"2026-06-10"}`;

const ROLE = `{"opportunityId":"019a5c1e-7b42-7c3d-9e10-2f6b8d4a1c56","kind":"role","pathway":"pharmacy","isOpen":true,"programmeCodes":["returners"],
  "minimumLevel":2,"minimumEnglishLevel":2,"minimumMathsLevel":1,"requiredSkillCodes":["customer-service"],"desiredSkillCodes":["dispensing","vaccination"],
  "requiredCheckCodes":["identity"],"schedule":{"slots":28087,"needed":8},"attendance":"site","position":{"east":5340,"north":1820},"hourlyPence":1310,
  "isUnpaid":false,"startsOn":"2026-07-01"}`;

const COURSE = `{"opportunityId":"019a5c1e-7b42-7c3d-9e10-2f6b8d4a1c57","kind":"course","pathway":"nursing","isOpen":true,"programmeCodes":[],
  "minimumLevel":2,"minimumEnglishLevel":2,"minimumMathsLevel":2,"requiredSkillCodes":["phlebotomy"],"desiredSkillCodes":[],
  "requiredCheckCodes":["dbs-enhanced","identity"],"schedule":null,"attendance":"site","position":{"east":5420,"north":1950},"hourlyPence":null,
  "isUnpaid":true,"startsOn":null}`;

const candidateOf = (ruleVersion: string) => factsOfVersion(ruleVersion, JSON.parse(CANDIDATE) as StoredFacts<CandidateFacts>);
const opportunityOf = (ruleVersion: string, stored: string) => factsOfVersion(ruleVersion, JSON.parse(stored) as StoredFacts<OpportunityFacts>);

const ROLE_SAID = {
  total: 740_800,
  parts: [
    ['skills', 666, 250, 'Skills: has 2 of the 3 skills that the advert names.'],
    ['travel', 700, 250, 'Travel: about 27 minutes by public transport; shorter is better.'],
    ['pay', 510, 100, 'Pay: £13.10 an hour; more is better, up to £18.00.'],
    ['interest', 800, 200, 'Interest: pharmacy is the second choice.'],
    ['schedule', 1000, 100, 'Hours: free on 11 of the 11 half-days it can use.'],
    ['start', 883, 100, 'Start: a wait of 21 days; sooner is better.'],
  ],
  rules: [
    ['consent', 'passes', 'Consent: given for matching.'],
    ['seeking', 'passes', 'Suggestions: wanted.'],
    ['open', 'passes', 'Places: open to new referrals.'],
    ['programme', 'passes', 'Programme: kept for people on a programme whose rules are met here.'],
    ['level', 'passes', 'Qualifications: level 2 is needed; the highest held is level 3.'],
    ['english', 'passes', 'English: level 2 (GCSE grade 4 or equal) is needed; the level held is level 2 (GCSE grade 4 or equal).'],
    ['maths', 'passes', 'Maths: level 1 is needed; the level held is level 1.'],
    ['skills', 'passes', 'Skills: all that are needed are held (customer service).'],
    ['checks', 'passes', 'Checks: all that are needed are held (identity check).'],
    ['schedule', 'passes', 'Hours: 8 half-days a week needed; free on 11 of those it can use.'],
    ['travel', 'passes', 'Travel: about 27 minutes by public transport; the limit is 45.'],
    ['pay', 'passes', 'Pay: £13.10 an hour; the lowest asked for is £12.50.'],
    ['start', 'passes', 'Start: 1 July 2026; free to start from 10 June 2026.'],
  ],
  remedies: [],
};

const COURSE_SAID = {
  total: 416_500,
  parts: [
    ['skills', 0, 250, 'Skills: has 0 of the 1 skill that the advert names.'],
    ['travel', 66, 250, 'Travel: about 84 minutes by public transport; shorter is better.'],
    ['pay', 500, 100, 'Pay: unpaid; counted as middling.'],
    ['interest', 1000, 200, 'Interest: nursing is the first choice.'],
    ['schedule', 500, 100, 'Hours: not stated; counted as middling.'],
    ['start', 1000, 100, 'Start: flexible, so no wait.'],
  ],
  rules: [
    ['consent', 'passes', 'Consent: given for matching.'],
    ['seeking', 'passes', 'Suggestions: wanted.'],
    ['open', 'passes', 'Places: open to new referrals.'],
    ['programme', 'passes', 'Programme: open to everybody.'],
    ['level', 'passes', 'Qualifications: level 2 is needed; the highest held is level 3.'],
    ['english', 'passes', 'English: level 2 (GCSE grade 4 or equal) is needed; the level held is level 2 (GCSE grade 4 or equal).'],
    ['maths', 'fails', 'Maths: level 2 (GCSE grade 4 or equal) is needed; the level held is level 1.'],
    ['skills', 'fails', 'Skills: still missing phlebotomy.'],
    ['checks', 'fails', 'Checks: still missing enhanced DBS check.'],
    ['schedule', 'unknown', 'Hours: not stated in the advert; ask before a referral.'],
    ['travel', 'fails', 'Travel: about 84 minutes by public transport; the limit is 45.'],
    ['pay', 'passes', 'Pay: this is unpaid, so the pay wish is not applied.'],
    ['start', 'passes', 'Start: flexible.'],
  ],
  remedies: [
    ['maths', 'Reach level 2 (GCSE grade 4 or equal) in maths.'],
    ['skills', 'Gain phlebotomy, or record it where it is held already.'],
    ['checks', 'Complete enhanced DBS check.'],
    ['travel', 'Travel up to 84 minutes each way instead of 45.'],
  ],
};

describe('facts that were stored under rules-1', () => {
  it.each([
    ['role', ROLE, ROLE_SAID],
    ['course', COURSE, COURSE_SAID],
  ])('give the same answer of a %s as they gave then', (_, stored, said) => {
    const [candidate, opportunity] = [candidateOf('rules-1')!, opportunityOf('rules-1', stored)!];
    const { eligible, total, parts, rules } = explainPair(candidate, opportunity, { asOfOn: '2026-06-01' });
    const { failingRules } = whyNot(candidate, opportunity, { asOfOn: '2026-06-01' });
    expect({
      total,
      parts: parts.map(({ part, points, weight, sentence }) => [part, points, weight, sentence]),
      rules: rules.slice(0, said.rules.length).map(({ ruleId, outcome, sentence }) => [ruleId, outcome, sentence]),
      remedies: failingRules.map(({ ruleId, remedy }) => [ruleId, remedy?.sentence]),
    }).toEqual(said);
    expect(eligible).toBe(said.remedies.length === 0);
    expect(rules.slice(said.rules.length).map(({ outcome }) => outcome)).toEqual(['passes', 'passes', 'passes', 'passes', 'passes']);
  });

  it('have every field of today', () => {
    expect(Object.keys(candidateOf('rules-1')!).toSorted()).toEqual(Object.keys(candidateWith()).toSorted());
    expect(Object.keys(opportunityOf('rules-1', ROLE)!).toSorted()).toEqual(Object.keys(opportunityWith()).toSorted());
  });

  it('keep what they hold already, when the program was changed between the request and the reading of the facts', () => {
    const candidate = candidateWith({ stage: 'placed', travelZone: 'E01000001', isForRedeployment: true, contractEndsOn: '2026-06-30' });
    const opportunity = opportunityWith({ choices: [[{ on: 'redeployment' }]], travelZone: 'E01000002', stages: ['placed'] });
    expect([factsOfVersion('rules-1', candidate), factsOfVersion('rules-1', opportunity)]).toEqual([candidate, opportunity]);
  });
});

describe('stored facts', () => {
  it('of the rules of today are read as they are', () => {
    expect(factsOfVersion(RULE_VERSION, candidateWith())).toEqual(candidateWith());
    expect(factsOfVersion(RULE_VERSION, opportunityWith())).toEqual(opportunityWith());
  });

  it('of rules-2 have nobody set aside for anything, and are the same otherwise', () => {
    const { setAside, ...stored } = candidateWith({ stage: 'placed', travelZone: 'E01000001' });
    expect(factsOfVersion('rules-2', stored)).toEqual({ ...stored, setAside });
    expect(setAside).toEqual([]);
    expect(factsOfVersion('rules-2', opportunityWith())).toEqual(opportunityWith());
  });

  it.each(['rules-0', 'rules-4', ''])('of the version "%s", which nobody knows here, are not read', (ruleVersion) => {
    expect(candidateOf(ruleVersion)).toBeNull();
    expect(opportunityOf(ruleVersion, ROLE)).toBeNull();
  });
});
