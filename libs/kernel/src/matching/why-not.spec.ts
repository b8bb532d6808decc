import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyChanges, changeForDemand, changeInWords, type Change } from './changes.js';
import { anyCandidate, anyContext, anyOpportunity, candidateWith, opportunityWith } from './example-facts.oracle.js';
import type { CandidateFacts, Demand, OpportunityFacts } from './facts.js';
import { isEligible, type RuleId } from './hard-rules.js';
import { singleChanges } from './smallest-changes.js';
import { anyTravelTimes } from './travel-times.oracle.js';
import { TravelTimes } from './travel-times.js';
import { whyNot } from './why-not.js';

const context = { asOfOn: '2026-03-01' };

type Case = readonly [RuleId, Partial<CandidateFacts>, Partial<OpportunityFacts>, Change | null, string | null];

const CASES: readonly Case[] = [
  ['consent', { hasMatchingConsent: false }, {}, { kind: 'give-consent' }, 'Give consent to matching.'],
  ['seeking', { isSeeking: false }, {}, { kind: 'resume-suggestions' }, 'Ask for new suggestions again.'],
  ['open', {}, { isOpen: false }, null, null],
  ['programme', {}, { programmeCodes: ['p'] }, null, null],
  ['level', {}, { minimumLevel: 3 }, { kind: 'reach-level', level: 3 }, 'Gain a qualification at level 3.'],
  ['english', { englishLevel: 0 }, { minimumEnglishLevel: 2 }, { kind: 'reach-english-level', level: 2 }, 'Reach level 2 (GCSE grade 4 or equal) in English.'],
  ['maths', { mathsLevel: 0 }, { minimumMathsLevel: 1 }, { kind: 'reach-maths-level', level: 1 }, 'Reach level 1 in maths.'],
  [
    'skills',
    {},
    { requiredSkillCodes: ['data-entry', 'vaccination', 'phlebotomy'] },
    { kind: 'gain-skills', skillCodes: ['data-entry', 'phlebotomy'] },
    'Gain data entry and phlebotomy, or record it where it is held already.',
  ],
  ['checks', {}, { requiredCheckCodes: ['dbs-enhanced'] }, { kind: 'complete-checks', checkCodes: ['dbs-enhanced'] }, 'Complete enhanced DBS check.'],
  [
    'schedule', // Monday morning free; Monday and Tuesday mornings and evenings usable, three needed
    { slots: 0b000_001 },
    { schedule: { slots: 0b101_101, needed: 3 } },
    { kind: 'free-half-days', slots: 0b001_100 },
    'Free 2 more half-days: Monday evening and Tuesday morning.',
  ],
  ['schedule', { slots: 0b001 }, { schedule: { slots: 0b011, needed: 3 } }, null, null],
  ['travel', { travelLimitMinutes: 24 }, {}, { kind: 'travel-further', limitMinutes: 25 }, 'Travel up to 25 minutes each way instead of 24.'],
  ['travel', { travelMode: 'walk' }, { position: { east: 5300, north: 1920 } }, { kind: 'travel-further', limitMinutes: 180 }, 'Travel up to 180 minutes each way instead of 40.'],
  ['travel', { travelMode: 'walk' }, { position: { east: 5300, north: 1921 } }, null, null],
  ['pay', { minimumHourlyPence: 1300 }, {}, { kind: 'accept-pay', hourlyPence: 1260 }, 'Accept £12.60 an hour.'],
  ['pay', { minimumHourlyPence: 1300 }, { hourlyPence: 0 }, null, null],
  ['start', { availableFromOn: '2026-04-01' }, {}, { kind: 'be-available', fromOn: '2026-03-31' }, 'Be free to start from 31 March 2026.'],
  ['start', { availableFromOn: '2026-03-02' }, { startsOn: '2026-03-01' }, { kind: 'be-available', fromOn: '2026-03-01' }, 'Be free to start from 1 March 2026.'],
  ['start', {}, { startsOn: '2026-02-28' }, null, null],
  ['level', {}, { minimumLevel: 9 }, null, null],
  ['english', {}, { minimumEnglishLevel: 3 }, null, null],
  ['maths', {}, { minimumMathsLevel: 3 }, null, null],
  ['travel', { travelLimitMinutes: 10 }, { travelAtMostMinutes: 25 }, { kind: 'travel-further', limitMinutes: 25 }, 'Travel up to 25 minutes each way instead of 10.'],
  ['travel', { travelLimitMinutes: 10 }, { travelAtMostMinutes: 24 }, null, null],
  ['pay', { minimumHourlyPence: 1300 }, { payFloorHourlyPence: 1260 }, { kind: 'accept-pay', hourlyPence: 1260 }, 'Accept £12.60 an hour.'],
  ['pay', { minimumHourlyPence: 1300 }, { payFloorHourlyPence: 1261 }, null, null],
  ['pay', { minimumHourlyPence: null }, { payFloorHourlyPence: 1261 }, null, null],
  ['start', { availableFromOn: '2026-04-01' }, { startWindow: { from: '2026-03-31', to: '2026-03-31' } }, { kind: 'be-available', fromOn: '2026-03-31' }, 'Be free to start from 31 March 2026.'],
  ['start', { availableFromOn: '2026-04-01' }, { startWindow: { from: '2026-04-01', to: null } }, null, null],
  ['start', {}, { startWindow: { from: null, to: '2026-03-30' } }, null, null],
  ['contract-end', { contractEndsOn: '2026-07-01' }, { contractEndsBy: '2026-06-30' }, null, null],
  ['redeployment', {}, { isForRedeploymentOnly: true }, null, null],
  ['stage', { stage: 'placed' }, { stages: ['looking'] }, null, null],
  ['choice', {}, { choices: [[]] }, null, null],
  ['choice', {}, { choices: [[{ on: 'stage', stage: 'placed' }, { on: 'programme', code: 'p' }]] }, null, null],
  [
    'choice',
    {},
    { choices: [[{ on: 'level', atLeast: 3 }, { on: 'skill', code: 'data-entry' }, { on: 'redeployment' }], [{ on: 'level', atLeast: 1 }]] },
    { kind: 'gain-skills', skillCodes: ['data-entry'] },
    'Gain data entry, or record it where it is held already.',
  ],
];

/** Each kind of demand, and the change that would meet it. */
const DEMANDS: readonly (readonly [Demand, Change | null])[] = [
  [{ on: 'level', atLeast: 8 }, { kind: 'reach-level', level: 8 }],
  [{ on: 'level', atLeast: 9 }, null],
  [{ on: 'english-level', atLeast: 2 }, { kind: 'reach-english-level', level: 2 }],
  [{ on: 'english-level', atLeast: 3 }, null],
  [{ on: 'maths-level', atLeast: 2 }, { kind: 'reach-maths-level', level: 2 }],
  [{ on: 'maths-level', atLeast: 3 }, null],
  [{ on: 'skill', code: 'a' }, { kind: 'gain-skills', skillCodes: ['a'] }],
  [{ on: 'check', code: 'a' }, { kind: 'complete-checks', checkCodes: ['a'] }],
  [{ on: 'programme', code: 'a' }, null],
  [{ on: 'contract-end', by: '2026-06-30' }, null],
  [{ on: 'stage', stage: 'looking' }, null],
  [{ on: 'redeployment' }, null],
];

describe('why not', () => {
  it.each(CASES)('%s fails for %j and %j: %j', (ruleId, candidateFacts, opportunityFacts, change, sentence) => {
    const answer = whyNot(candidateWith(candidateFacts), opportunityWith(opportunityFacts), context);
    expect(answer.eligible).toBe(false);
    expect(answer.failingRules.map((rule) => rule.ruleId)).toEqual([ruleId]);
    expect(answer.failingRules[0]?.remedy).toEqual(change === null ? null : { change, sentence });
    expect(answer.fixedRuleIds).toEqual(change === null ? [ruleId] : []);
    expect(answer.changes?.map((one) => one.change)).toEqual(change === null ? undefined : singleChanges(change));
  });

  it.each(DEMANDS)('a demand %j is met by %j', (demand, change) => expect(changeForDemand(demand)).toEqual(change));

  it('has nothing to say of an eligible pair', () => {
    expect(whyNot(candidateWith(), opportunityWith(), context)).toEqual({ eligible: true, failingRules: [], changes: [], fixedRuleIds: [] });
  });

  it('lists each choice of which nothing is met, and needs no more for all rules than one set that serves several', () => {
    const opportunity = opportunityWith({
      minimumMathsLevel: 2,
      requiredSkillCodes: ['vaccination', 'data-entry'],
      choices: [
        [{ on: 'check', code: 'references' }, { on: 'skill', code: 'data-entry' }],
        [{ on: 'check', code: 'dbs-enhanced' }, { on: 'maths-level', atLeast: 1 }],
        [{ on: 'check', code: 'dbs-enhanced' }, { on: 'maths-level', atLeast: 2 }],
      ],
    });
    const answer = whyNot(candidateWith({ hasMatchingConsent: false }), opportunity, context);
    expect(answer.failingRules.map(({ ruleId, sentence, remedy }) => [ruleId, sentence, remedy?.sentence])).toEqual([
      ['consent', 'Consent: none for matching is valid on 1 March 2026.', 'Give consent to matching.'],
      ['maths', 'Maths: level 2 (GCSE grade 4 or equal) is needed; the level held is level 1.', 'Reach level 2 (GCSE grade 4 or equal) in maths.'],
      ['skills', 'Skills: still missing data entry.', 'Gain data entry, or record it where it is held already.'],
      ['choice', 'Choices: still needs references or data entry.', 'Complete references.'],
      ['choice', 'Choices: still needs enhanced DBS check or maths at level 2 (GCSE grade 4 or equal).', 'Complete enhanced DBS check.'],
    ]);
    expect(answer.changes?.map(({ sentence }) => sentence)).toEqual([
      'Give consent to matching.',
      'Gain data entry, or record it where it is held already.',
      'Reach level 2 (GCSE grade 4 or equal) in maths.',
    ]);
    expect(answer.fixedRuleIds).toEqual([]);
  });

  it('names what cannot be lifted once, and gives no changes that would not be enough', () => {
    const opportunity = opportunityWith({ isOpen: false, minimumLevel: 4, choices: [[], [{ on: 'redeployment' }]] });
    expect(whyNot(candidateWith(), opportunity, context)).toMatchObject({ eligible: false, changes: null, fixedRuleIds: ['open', 'choice'] });
  });

  it('advises as far as the imported times say, and not where they know of no way', () => {
    const travelTimes = new TravelTimes([
      { mode: 'public', from: 'A', to: 'B', minutes: 55 },
      { mode: 'public', from: 'A', to: 'C', minutes: 181 },
      { mode: 'public', from: 'A', to: 'D', minutes: null },
    ]);
    const changesTo = (travelZone: string) => whyNot(candidateWith({ travelZone: 'A' }), opportunityWith({ travelZone }), { ...context, travelTimes }).changes;
    expect(changesTo('B')?.map(({ change }) => change)).toEqual([{ kind: 'travel-further', limitMinutes: 55 }]);
    expect(changesTo('C')).toBeNull();
    expect(changesTo('D')).toEqual([]);
    expect(changesTo('E')).toEqual([]);
  });

  it('Complaint 1: “why does this person not match?” is answered with changes that together make the pair eligible, whenever every failing rule has one', () => {
    fc.assert(
      fc.property(anyCandidate, anyOpportunity, anyContext, anyTravelTimes, (candidate, opportunity, { asOfOn }, travelTimes) => {
        const all = { asOfOn, travelTimes };
        const { eligible, failingRules, changes, fixedRuleIds } = whyNot(candidate, opportunity, all);
        expect(eligible).toBe(isEligible(candidate, opportunity, all));
        const remedies = failingRules.flatMap(({ remedy }) => (remedy === null ? [] : [remedy.change]));
        const left = whyNot(applyChanges(candidate, remedies), opportunity, all).failingRules;
        expect(left.map(({ ruleId }) => ruleId)).toEqual(failingRules.filter(({ remedy }) => remedy === null).map(({ ruleId }) => ruleId));
        expect(changes === null).toBe(fixedRuleIds.length > 0);
        const after = applyChanges(candidate, (changes ?? []).map(({ change }) => change));
        expect(isEligible(after, opportunity, all)).toBe(changes !== null);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives a set of which no change can be left out or be one step smaller', () => {
    let found = 0;
    const anyEasyOpportunity = anyOpportunity.map((opportunity) => ({ ...opportunity, isOpen: true, programmeCodes: [], stages: null, contractEndsBy: null, isForRedeploymentOnly: false }));
    fc.assert(
      fc.property(anyCandidate, anyEasyOpportunity, anyContext, anyTravelTimes, (candidate, opportunity, { asOfOn }, travelTimes) => {
        const all = { asOfOn, travelTimes };
        const changes = (whyNot(candidate, opportunity, all).changes ?? []).map(({ change }) => change);
        found += changes.length;
        for (const [at, change] of changes.entries()) {
          for (const smaller of [[], ...stepsLess(change).map((step) => [step])]) {
            expect(isEligible(applyChanges(candidate, changes.toSpliced(at, 1, ...smaller)), opportunity, all)).toBe(false);
          }
        }
      }),
      { numRuns: 1000 },
    );
    expect(found).toBeGreaterThan(500);
  });

  it('gives no change larger than needed: one step less and the rule still fails', () => {
    fc.assert(
      fc.property(anyCandidate, anyOpportunity, anyContext, (candidate, opportunity, { asOfOn }) => {
        for (const { ruleId, remedy } of whyNot(candidate, opportunity, { asOfOn }).failingRules) {
          for (const smaller of remedy === null ? [] : stepsLess(remedy.change)) {
            const after = whyNot(applyChanges(candidate, [smaller]), opportunity, { asOfOn });
            expect(after.failingRules.map((rule) => rule.ruleId)).toContain(ruleId);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('never asks for a change of age, home, programme, contract, stage or redeployment', () => {
    fc.assert(
      fc.property(anyCandidate, anyOpportunity, anyContext, anyTravelTimes, (candidate, opportunity, { asOfOn }, travelTimes) => {
        const { failingRules, changes } = whyNot(candidate, opportunity, { asOfOn, travelTimes });
        const remedies = [...failingRules.flatMap(({ remedy }) => remedy ?? []), ...(changes ?? [])];
        expect(applyChanges(candidate, remedies.map(({ change }) => change))).toMatchObject({
          candidateId: candidate.candidateId,
          position: candidate.position,
          travelZone: candidate.travelZone,
          travelMode: candidate.travelMode,
          programmeCodes: candidate.programmeCodes,
          contractEndsOn: candidate.contractEndsOn,
          isForRedeployment: candidate.isForRedeployment,
          stage: candidate.stage,
          pathwayInterests: candidate.pathwayInterests,
        });
      }),
    );
  });

  it('takes nothing away by a change', () => {
    const able = candidateWith({ level: 5, travelLimitMinutes: 90, minimumHourlyPence: 900, availableFromOn: '2026-01-01' });
    const less: readonly Change[] = [
      { kind: 'reach-level', level: 3 },
      { kind: 'reach-english-level', level: 1 },
      { kind: 'reach-maths-level', level: 1 },
      { kind: 'travel-further', limitMinutes: 30 },
      { kind: 'accept-pay', hourlyPence: 1000 },
      { kind: 'be-available', fromOn: '2026-02-01' },
    ];
    expect(applyChanges(able, less)).toEqual(able);
    const free = candidateWith({ minimumHourlyPence: null, availableFromOn: null });
    expect(applyChanges(free, less)).toEqual({ ...free, level: 3 });
  });

  it('applies changes in turn and leaves the facts given as they were', () => {
    const candidate = Object.freeze(candidateWith({ slots: 0b1, checkCodes: ['identity'] }));
    const changes: Change[] = [
      { kind: 'free-half-days', slots: 0b10 },
      { kind: 'free-half-days', slots: 0b100 },
      { kind: 'complete-checks', checkCodes: ['identity', 'references'] },
    ];
    expect(applyChanges(candidate, changes)).toEqual({ ...candidate, slots: 0b111, checkCodes: ['identity', 'references'] });
    expect(applyChanges(candidate, [])).toEqual(candidate);
    expect(changeInWords(candidate, changes[0]!)).toBe('Free 1 more half-day: Monday afternoon.');
  });
});

/** The same change one step smaller, in each way in which it can be. */
function stepsLess(change: Change): readonly Change[] {
  switch (change.kind) {
    case 'give-consent':
    case 'resume-suggestions':
    case 'lift-set-aside':
      return [];
    case 'reach-level':
    case 'reach-english-level':
    case 'reach-maths-level':
      return [{ ...change, level: change.level - 1 }];
    case 'gain-skills':
      return change.skillCodes.map((left) => ({ ...change, skillCodes: change.skillCodes.filter((code) => code !== left) }));
    case 'complete-checks':
      return change.checkCodes.map((left) => ({ ...change, checkCodes: change.checkCodes.filter((code) => code !== left) }));
    case 'free-half-days':
      return [{ ...change, slots: change.slots & (change.slots - 1) }];
    case 'travel-further':
      return [{ ...change, limitMinutes: change.limitMinutes - 1 }];
    case 'accept-pay':
      return [{ ...change, hourlyPence: change.hourlyPence + 1 }];
    case 'be-available':
      return [{ ...change, fromOn: `${change.fromOn}a` }]; // sorts after the day, before the next
  }
}
