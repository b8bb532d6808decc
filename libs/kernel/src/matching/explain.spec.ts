import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCandidate, anyContext, anyOpportunity, candidateWith, opportunityWith } from './example-facts.oracle.js';
import { explainPair } from './explain.js';
import type { CandidateFacts, OpportunityFacts, ScorePart } from './facts.js';
import { HARD_RULES, isEligible, type RuleId } from './hard-rules.js';
import { SCORE_WEIGHTS, scorePair } from './score.js';
import { TravelTimes } from './travel-times.js';
import { anyTravelTimes } from './travel-times.oracle.js';

const context = { asOfOn: '2026-03-01' };

type Facts = readonly [Partial<CandidateFacts>, Partial<OpportunityFacts>];

const RULES: readonly (readonly [RuleId, ...Facts, string])[] = [
  ['consent', {}, {}, 'Consent: given for matching.'],
  ['consent', { hasMatchingConsent: false }, {}, 'Consent: none for matching is valid on 1 March 2026.'],
  ['seeking', {}, {}, 'Suggestions: wanted.'],
  ['seeking', { isSeeking: false }, {}, 'Suggestions: paused, no new ones are wanted.'],
  ['open', {}, {}, 'Places: open to new referrals.'],
  ['open', {}, { isOpen: false }, 'Places: closed to new referrals, or all taken.'],
  ['programme', {}, {}, 'Programme: open to everybody.'],
  ['programme', { programmeCodes: ['p'] }, { programmeCodes: ['p'] }, 'Programme: kept for people on a programme whose rules are met here.'],
  ['programme', {}, { programmeCodes: ['p'] }, 'Programme: kept for people on a programme whose rules are not met here.'],
  ['level', {}, { minimumLevel: 0 }, 'Qualifications: none needed.'],
  ['level', { level: 0 }, { minimumLevel: 3 }, 'Qualifications: level 3 is needed; the highest held is entry level or none.'],
  ['english', {}, { minimumEnglishLevel: 0 }, 'English: no level needed.'],
  ['english', { englishLevel: 1 }, { minimumEnglishLevel: 2 }, 'English: level 2 (GCSE grade 4 or equal) is needed; the level held is level 1.'],
  ['maths', { mathsLevel: 0 }, { minimumMathsLevel: 1 }, 'Maths: level 1 is needed; the level held is below level 1.'],
  ['skills', {}, { requiredSkillCodes: [] }, 'Skills: none needed beforehand.'],
  ['skills', {}, { requiredSkillCodes: ['customer-service', 'customer-service', 'vaccination'] }, 'Skills: all that are needed are held (customer service and vaccination).'],
  ['skills', {}, { requiredSkillCodes: ['data-entry', 'vaccination'] }, 'Skills: still missing data entry.'],
  ['checks', {}, { requiredCheckCodes: ['identity'] }, 'Checks: all that are needed are held (identity check).'],
  ['checks', {}, { requiredCheckCodes: ['dbs-enhanced', 'references'] }, 'Checks: still missing enhanced DBS check and references.'],
  ['schedule', {}, { schedule: null }, 'Hours: not stated in the advert; ask before a referral.'],
  ['schedule', {}, { schedule: { slots: 1, needed: 0 } }, 'Hours: can be arranged.'],
  ['schedule', { slots: 0b11 }, { schedule: { slots: 0b111, needed: 1 } }, 'Hours: 1 half-day a week needed; free on 2 of those it can use.'],
  ['travel', {}, { attendance: 'remote' }, 'Travel: none, it is online or at the present place of work.'],
  ['travel', { position: null }, {}, 'Travel: not known, because the home postcode has no known position; ask before a referral.'],
  ['travel', {}, { position: null }, 'Travel: not known, because the place of work or study has no known position; ask before a referral.'],
  ['travel', {}, {}, 'Travel: about 25 minutes by public transport; the limit is 40.'],
  ['pay', {}, { isUnpaid: true }, 'Pay: this is unpaid, so the pay wish is not applied.'],
  ['pay', {}, { hourlyPence: null }, 'Pay: not stated in the advert; the lowest asked for is £12.00.'],
  ['pay', { minimumHourlyPence: null }, {}, 'Pay: £12.60 an hour; no lowest pay is asked for.'],
  ['start', {}, { startsOn: null }, 'Start: flexible.'],
  ['start', {}, { startsOn: '2026-02-28' }, 'Start: 28 February 2026, which has passed.'],
  ['start', { availableFromOn: '2026-03-01' }, {}, 'Start: 31 March 2026; free to start at once.'],
  ['start', {}, {}, 'Start: 31 March 2026; free to start at once.'],
  ['start', { availableFromOn: '2026-04-09' }, {}, 'Start: 31 March 2026; free to start from 9 April 2026.'],
  ['travel', {}, { travelAtMostMinutes: 20 }, 'Travel: about 25 minutes by public transport; this asks for people within 20.'],
  ['travel', {}, { travelAtMostMinutes: 40 }, 'Travel: about 25 minutes by public transport; the limit is 40.'],
  ['pay', {}, { payFloorHourlyPence: 1300 }, 'Pay: £12.60 an hour; its rules ask for at least £13.00.'],
  ['pay', { minimumHourlyPence: null }, { payFloorHourlyPence: 1300 }, 'Pay: £12.60 an hour; its rules ask for at least £13.00.'],
  ['pay', { minimumHourlyPence: 1300 }, { payFloorHourlyPence: 1300 }, 'Pay: £12.60 an hour; the lowest asked for is £13.00.'],
  ['pay', { minimumHourlyPence: 1400 }, { payFloorHourlyPence: 1300 }, 'Pay: £12.60 an hour; the lowest asked for is £14.00.'],
  ['start', {}, { startWindow: { from: '2026-04-01', to: null } }, 'Start: 31 March 2026, outside the days that its rules allow.'],
  ['contract-end', {}, {}, 'Contract: the present one may end at any time.'],
  ['contract-end', {}, { contractEndsBy: '2026-06-30' }, 'Contract: the present one must end by 30 June 2026; when it ends is not known, ask before a referral.'],
  ['contract-end', { contractEndsOn: '2026-07-01' }, { contractEndsBy: '2026-06-30' }, 'Contract: the present one must end by 30 June 2026; it ends on 1 July 2026.'],
  ['redeployment', {}, {}, 'Redeployment: open to everybody.'],
  ['redeployment', { isForRedeployment: true }, { isForRedeploymentOnly: true }, 'Redeployment: kept for NHS staff whose post ends, as here.'],
  ['redeployment', {}, { isForRedeploymentOnly: true }, 'Redeployment: kept for NHS staff whose post ends; no such post is recorded.'],
  ['stage', {}, {}, 'Stage: open to people at any.'],
  ['stage', { stage: 'offered' }, { stages: ['looking', 'referred'] }, 'Stage: now holding an offer; kept for people who are without a live case or referred.'],
  ['stage', { stage: 'placed' }, { stages: [] }, 'Stage: now placed; its rules together leave no stage that it is for.'],
  ['choice', {}, {}, 'Choices: nothing is asked.'],
  ['choice', {}, { choices: [[{ on: 'level', atLeast: 2 }]] }, 'Choices: one of the demands is met.'],
  ['choice', {}, { choices: [[{ on: 'level', atLeast: 2 }], [{ on: 'level', atLeast: 1 }]] }, 'Choices: one of each group of demands is met.'],
  ['choice', {}, { choices: [[{ on: 'level', atLeast: 3 }], []] }, 'Choices: its rules leave nothing that would meet them.'],
  [
    'choice',
    {},
    {
      choices: [
        [{ on: 'skill', code: 'data-entry' }, { on: 'check', code: 'dbs-enhanced' }, { on: 'level', atLeast: 3 }],
        [{ on: 'level', atLeast: 2 }],
        [{ on: 'programme', code: 'a' }, { on: 'programme', code: 'b' }],
      ],
    },
    'Choices: still needs data entry, enhanced DBS check or a qualification at level 3; and a programme whose rules are not met here.',
  ],
  [
    'choice',
    {},
    { choices: [[{ on: 'english-level', atLeast: 3 }, { on: 'maths-level', atLeast: 2 }, { on: 'contract-end', by: '2026-06-30' }, { on: 'stage', stage: 'placed' }, { on: 'redeployment' }]] },
    'Choices: still needs English at level 3, maths at level 2 (GCSE grade 4 or equal), a contract that ends by 30 June 2026, being placed or a post in the NHS that ends.',
  ],
];

const PARTS: readonly (readonly [ScorePart, ...Facts, string])[] = [
  ['skills', {}, { requiredSkillCodes: [], desiredSkillCodes: [] }, 'Skills: the advert names none; counted as middling.'],
  ['skills', {}, {}, 'Skills: has 1 of the 2 skills that the advert names.'],
  ['travel', {}, { attendance: 'remote' }, 'Travel: none.'],
  ['travel', { position: null }, {}, 'Travel: not known; counted as middling.'],
  ['travel', { travelMode: 'car' }, {}, 'Travel: about 17 minutes by car; shorter is better.'],
  ['pay', {}, { hourlyPence: null }, 'Pay: not stated; counted as middling.'],
  ['pay', {}, { isUnpaid: true }, 'Pay: unpaid; counted as middling.'],
  ['pay', {}, {}, 'Pay: £12.60 an hour; more is better, up to £18.00.'],
  ['interest', { pathwayInterests: [] }, {}, 'Interest: no wish is recorded; counted as middling.'],
  ['interest', {}, { pathway: 'social-care' }, 'Interest: social care is not among the wishes.'],
  ['interest', {}, { pathway: 'pharmacy' }, 'Interest: pharmacy is the second choice.'],
  ['interest', { pathwayInterests: ['estates', 'science', 'other', 'nursing'] }, {}, 'Interest: nursing is a later choice.'],
  ['schedule', {}, { schedule: null }, 'Hours: not stated; counted as middling.'],
  ['schedule', {}, { schedule: { slots: 1, needed: 0 } }, 'Hours: can be arranged.'],
  ['schedule', {}, {}, 'Hours: free on 10 of the 10 half-days it can use.'],
  ['start', {}, { startsOn: null }, 'Start: flexible, so no wait.'],
  ['start', {}, { startsOn: '2026-02-28' }, 'Start: too early.'],
  ['start', {}, { startsOn: '2026-03-01' }, 'Start: no wait.'],
  ['start', {}, { startsOn: '2026-03-02' }, 'Start: a wait of 1 day; sooner is better.'],
];

describe('explaining a pair', () => {
  it.each(RULES)('rule %s of %j and %j: %s', (ruleId, candidate, opportunity, sentence) => {
    const { rules } = explainPair(candidateWith(candidate), opportunityWith(opportunity), context);
    expect(rules.find((rule) => rule.ruleId === ruleId)?.sentence).toBe(sentence);
  });

  it.each(PARTS)('part %s of %j and %j: %s', (part, candidate, opportunity, sentence) => {
    const { parts } = explainPair(candidateWith(candidate), opportunityWith(opportunity), context);
    expect(parts.find((one) => one.part === part)?.sentence).toBe(sentence);
  });

  it.each([
    [31, 'Travel: about 31 minutes by public transport; the limit is 40.', 'Travel: about 31 minutes by public transport; shorter is better.'],
    [null, 'Travel: not known, because the table of travel times has no way by public transport; ask before a referral.', 'Travel: not known; counted as middling.'],
    [undefined, 'Travel: about 25 minutes by public transport; the limit is 40.', 'Travel: about 25 minutes by public transport; shorter is better.'],
  ] as const)('a journey that the imported times give as %s minutes', (minutes, ofRule, ofPart) => {
    const travelTimes = new TravelTimes(minutes === undefined ? [] : [{ mode: 'public', from: 'A', to: 'B', minutes }]);
    const { rules, parts } = explainPair(candidateWith({ travelZone: 'A' }), opportunityWith({ travelZone: 'B' }), { ...context, travelTimes });
    expect(rules.find(({ ruleId }) => ruleId === 'travel')?.sentence).toBe(ofRule);
    expect(parts.find(({ part }) => part === 'travel')?.sentence).toBe(ofPart);
  });

  it('says that the table has no way before it says that a position is missing', () => {
    const travelTimes = new TravelTimes([{ mode: 'public', from: 'A', to: 'B', minutes: null }]);
    const { rules } = explainPair(candidateWith({ travelZone: 'A', position: null }), opportunityWith({ travelZone: 'B' }), { ...context, travelTimes });
    expect(rules.find(({ ruleId }) => ruleId === 'travel')?.sentence).toMatch(/the table of travel times has no way/);
  });

  it('says what the rules and the score say, for any pair, and its parts add up by the weights that count', () => {
    fc.assert(
      fc.property(anyCandidate, anyOpportunity, anyContext, anyTravelTimes, (candidate, opportunity, { asOfOn }, travelTimes) => {
        const all = { asOfOn, travelTimes };
        const explanation = explainPair(candidate, opportunity, all);
        expect(explanation.eligible).toBe(isEligible(candidate, opportunity, all));
        expect(explanation.rules.map(({ ruleId, outcome }) => [ruleId, outcome])).toEqual(
          HARD_RULES.map(({ id, test }) => [id, test(candidate, opportunity, all)]),
        );
        const { total, parts } = scorePair(candidate, opportunity, all);
        expect(explanation.total).toBe(total);
        expect(explanation.parts).toMatchObject(parts);
        const weights = opportunity.weights ?? SCORE_WEIGHTS;
        expect(explanation.parts.reduce((sum, { part, points }) => sum + points * weights[part], 0)).toBe(explanation.total);
        expect(explanation.parts.reduce((sum, { contribution }) => sum + contribution, 0)).toBe(explanation.total);
      }),
      { numRuns: 500 },
    );
  });

  it('speaks in sentences without codes, ids or gaps, and calls unknown what is unknown', () => {
    fc.assert(
      fc.property(anyCandidate, anyOpportunity, anyContext, anyTravelTimes, (candidate, opportunity, { asOfOn }, travelTimes) => {
        const { rules, parts } = explainPair(candidate, opportunity, { asOfOn, travelTimes });
        for (const { sentence } of [...rules, ...parts]) {
          expect(sentence).toMatch(/^[A-Z][a-z]+: .+\.$/);
          expect(sentence).not.toMatch(/undefined|null|NaN|Infinity|dbs-|customer-service|data-entry|right-to-work|sector-academy|returners|E0100|\d{4}-\d{2}/);
        }
        for (const { outcome, sentence } of rules) {
          expect(outcome !== 'unknown' || /not (stated|known)/.test(sentence)).toBe(true);
        }
        for (const { isUnknown, sentence } of parts) expect(sentence.includes('counted as middling')).toBe(isUnknown);
      }),
    );
  });
});
