import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCandidate, anyOpportunity, candidateWith, opportunityWith } from './example-facts.oracle.js';
import { explainPair } from './explain.js';
import { PAIR_MATTERS, type CandidateFacts, type OpportunityFacts, type PairMatter, type SetAside } from './facts.js';
import { isEligible } from './hard-rules.js';
import { inOrder, isSetAside, matterFingerprint, setAsideInWords, standingOf } from './set-aside.js';
import { whyNot } from './why-not.js';

const TODAY = '2026-05-20';

const answered = (matters: readonly PairMatter[], candidate: CandidateFacts, opportunity: OpportunityFacts, more: Partial<SetAside> = {}): SetAside => ({
  opportunityId: opportunity.opportunityId, matters, fingerprint: matterFingerprint(matters, candidate, opportunity), setOn: '2026-05-03', untilOn: null, isUntilChecked: false, ...more,
});

/** Changes of one fact each, and the one matter that it decides; null: none. */
const CHANGES: readonly (readonly [string, PairMatter | null, Partial<CandidateFacts>, Partial<OpportunityFacts>])[] = [
  ['the person moves house', 'travel', { position: { east: 5301, north: 1800 } }, {}],
  ['the home is not known any more', 'travel', { position: null }, {}],
  ['the person has a car', 'travel', { travelMode: 'car' }, {}],
  ['the person would travel longer', 'travel', { travelLimitMinutes: 45 }, {}],
  ['the work moves', 'travel', {}, { position: { east: 5330, north: 1821 } }],
  ['the work can be done at home', 'travel', {}, { attendance: 'remote' }],
  ['its rules ask for a shorter way', 'travel', {}, { travelAtMostMinutes: 30 }],
  ['the person would take less', 'pay', { minimumHourlyPence: 1199 }, {}],
  ['it pays more', 'pay', {}, { hourlyPence: 1261 }],
  ['it is unpaid', 'pay', {}, { isUnpaid: true }],
  ['its programme asks for more pay', 'pay', {}, { payFloorHourlyPence: 1250 }],
  ['the person has an evening more', 'hours', { slots: candidateWith().slots | 0b100 }, {}],
  ['it takes fewer half-days', 'hours', {}, { schedule: { slots: opportunityWith().schedule!.slots, needed: 5 } }],
  ['the advert does not state the hours any more', 'hours', {}, { schedule: null }],
  ['the person is free later', 'start', { availableFromOn: '2026-06-01' }, {}],
  ['the next intake is another', 'start', {}, { startsOn: '2026-09-01' }],
  ['its rules allow other days', 'start', {}, { startWindow: { from: '2026-03-01', to: null } }],
  ['the person gains a level', 'requirements', { level: 3 }, {}],
  ['the person reaches a level of English', 'requirements', { englishLevel: 1 }, {}],
  ['the person reaches a level of maths', 'requirements', { mathsLevel: 2 }, {}],
  ['the person gains a skill that it wishes for', 'requirements', { skillCodes: ['phlebotomy', 'vaccination', 'customer-service'] }, {}],
  ['the person loses a check that it requires', 'requirements', { checkCodes: [] }, {}],
  ['it asks for a lower level', 'requirements', {}, { minimumLevel: 1 }],
  ['it asks for another skill', 'requirements', {}, { requiredSkillCodes: ['vaccination', 'data-entry'] }],
  ['it asks for a choice of skills', 'requirements', {}, { choices: [[{ on: 'skill', code: 'customer-service' }, { on: 'check', code: 'identity' }]] }],
  ['the person wishes for something else', 'interest', { pathwayInterests: ['pharmacy', 'nursing'] }, {}],
  ['it leads to something else', 'interest', {}, { pathway: 'pharmacy' }],
  ['the person gains a skill that nobody asks for here', null, { skillCodes: ['vaccination', 'customer-service', 'data-entry'] }, {}],
  ['the person passes a check that nobody asks for here', null, { checkCodes: ['identity', 'references'] }, {}],
  ['the person comes into a programme', null, { programmeCodes: ['returners'] }, {}],
  ['the person is referred elsewhere', null, { stage: 'referred' }, {}],
  ['the person pauses', null, { isSeeking: false }, {}],
  ['a table of travel times is imported', null, { travelZone: 'E01000001' }, { travelZone: 'E01000002' }],
  ['its last place goes', null, {}, { isOpen: false }],
  ['its programme weighs otherwise', null, {}, { weights: { skills: 50, travel: 500, interest: 50, pay: 50, schedule: 50, start: 300 } }],
];

describe('Complaint 12: asked again about a match that was declined already', () => {
  it.each(CHANGES)('when %s, what mattered is: %s', (_, matter, ofPerson, ofOpportunity) => {
    const [candidate, opportunity] = [candidateWith(), opportunityWith()];
    const [candidateNow, opportunityNow] = [candidateWith(ofPerson), opportunityWith(ofOpportunity)];
    for (const one of PAIR_MATTERS) {
      const standing = standingOf(answered([one], candidate, opportunity), candidateNow, opportunityNow, TODAY);
      expect([one, standing]).toEqual([one, one === matter ? { isAside: false, because: 'change', matters: [one] } : { isAside: true }]);
    }
    const all = standingOf(answered(PAIR_MATTERS, candidate, opportunity), candidateNow, opportunityNow, TODAY);
    expect(all).toEqual(matter === null ? { isAside: true } : { isAside: false, because: 'change', matters: [matter] });
  });

  it.each<[string, Partial<SetAside>, string, boolean]>([
    ['the day before', { untilOn: '2026-11-03' }, '2026-11-02', true],
    ['on the day', { untilOn: '2026-11-03' }, '2026-11-03', false],
    ['after the day', { untilOn: '2026-11-03' }, '2027-01-01', false],
    ['years later without a day', {}, '2029-01-01', true],
    ['after the day when it is to be checked again', { untilOn: '2026-11-03', isUntilChecked: true }, '2027-01-01', true],
  ])('keeps a pair back or not %s', (_, more, today, isAside) => {
    const [candidate, opportunity] = [candidateWith(), opportunityWith()];
    const standing = standingOf(answered(['travel'], candidate, opportunity, more), candidate, opportunity, today);
    expect(standing).toEqual(isAside ? { isAside: true } : { isAside: false, because: 'date', on: '2026-11-03' });
  });

  it('keeps a pair back through any change when it is to be checked again', () => {
    const setAside = answered(['travel'], candidateWith(), opportunityWith(), { isUntilChecked: true });
    expect(standingOf(setAside, candidateWith({ travelMode: 'car' }), opportunityWith(), TODAY)).toEqual({ isAside: true });
  });

  it('is the same of the same facts in whatever order codes come, and however they were kept', () => {
    fc.assert(
      fc.property(anyCandidate, anyOpportunity, fc.shuffledSubarray([...PAIR_MATTERS]), (candidate, opportunity, matters) => {
        const turned = { ...candidate, skillCodes: candidate.skillCodes.toReversed(), checkCodes: candidate.checkCodes.toReversed(), programmeCodes: [] };
        const other = { ...opportunity, requiredSkillCodes: opportunity.requiredSkillCodes.toReversed(), desiredSkillCodes: opportunity.desiredSkillCodes.toReversed(), choices: opportunity.choices.toReversed().map((choice) => choice.toReversed()) };
        const [kept, keptOther] = [JSON.parse(JSON.stringify(turned)) as CandidateFacts, JSON.parse(JSON.stringify(other)) as OpportunityFacts];
        expect(matterFingerprint([...matters, ...matters], kept, keptOther)).toBe(matterFingerprint(matters.toReversed(), candidate, opportunity));
        expect(inOrder(matters)).toEqual(PAIR_MATTERS.filter((matter) => matters.includes(matter)));
      }),
    );
  });

  it('ends what it says it ends: of any two states of a pair, exactly where a decisive fact differs', () => {
    // The plain oracle: a matter differs when the facts that decide it, side by side, differ.
    const decisive: Readonly<Record<PairMatter, (candidate: CandidateFacts, opportunity: OpportunityFacts) => unknown>> = {
      travel: (c, o) => ({ at: c.position, by: c.travelMode, limit: c.travelLimitMinutes, to: o.position, attendance: o.attendance, most: o.travelAtMostMinutes }),
      pay: (c, o) => ({ least: c.minimumHourlyPence, pay: o.hourlyPence, unpaid: o.isUnpaid, floor: o.payFloorHourlyPence }),
      hours: (c, o) => ({ free: c.slots, asked: o.schedule }),
      start: (c, o) => ({ free: c.availableFromOn, starts: o.startsOn, window: o.startWindow }),
      requirements: () => null, // by the table above: which skills count depends on both sides
      interest: (c, o) => ({ wishes: c.pathwayInterests, leads: o.pathway }),
    };
    let ended = 0;
    fc.assert(
      fc.property(anyCandidate, anyCandidate, anyOpportunity, anyOpportunity, fc.subarray(PAIR_MATTERS.filter((matter) => matter !== 'requirements'), { minLength: 1 }), fc.boolean(), (before, after, then, now, matters, isOtherPerson) => {
        const [candidate, opportunity] = isOtherPerson ? [after, then] : [before, now];
        const standing = standingOf(answered(matters, before, then), candidate, opportunity, TODAY);
        const changed = matters.filter((matter) => JSON.stringify(decisive[matter](before, then)) !== JSON.stringify(decisive[matter](candidate, opportunity)));
        ended += changed.length;
        expect(standing).toEqual(changed.length === 0 ? { isAside: true } : { isAside: false, because: 'change', matters: changed });
      }),
    );
    expect(ended).toBeGreaterThan(50);
  });

  it('is nothing to anybody else, and nothing to another opportunity', () => {
    const setAside = answered([], candidateWith(), opportunityWith());
    expect(isSetAside(candidateWith({ setAside: [setAside] }), opportunityWith(), TODAY)).toBe(true);
    expect(isSetAside(candidateWith({ setAside: [setAside] }), opportunityWith({ opportunityId: 'another' }), TODAY)).toBe(false);
    expect(isSetAside(candidateWith(), opportunityWith(), TODAY)).toBe(false);
  });
});

describe('the rule in the matcher', () => {
  const opportunity = opportunityWith({ startsOn: '2026-07-01' });
  const context = { asOfOn: TODAY };
  const person = (more: Partial<SetAside> = {}, facts: Partial<CandidateFacts> = {}) =>
    candidateWith({ ...facts, setAside: [answered(['travel', 'pay'], candidateWith(), opportunity, { untilOn: '2026-11-03', ...more })] });

  it('excludes the pair, says why and what brings it back, and that lifting it is the smallest change', () => {
    expect(isEligible(person(), opportunity, context)).toBe(false);
    const { failingRules, changes } = whyNot(person(), opportunity, context);
    const change = { kind: 'lift-set-aside', opportunityId: 'opportunity-1' };
    expect(failingRules).toEqual([{
      ruleId: 'set-aside',
      sentence: 'Answer: set aside on 3 May 2026 for the travel and the pay. It comes back after a change in either place, the way of travelling or the limit or the pay or the lowest pay asked for, on 3 November 2026 or when somebody lifts it.',
      remedy: { change, sentence: 'Lift that this opportunity was set aside.' },
    }]);
    expect(changes).toEqual([{ change, sentence: 'Lift that this opportunity was set aside.' }]);
  });

  it('does not ask for lifting where another change that is needed brings it back by itself', () => {
    const near = person({}, { travelLimitMinutes: 1 });
    expect(whyNot(near, opportunity, context)).toMatchObject({ failingRules: [{ ruleId: 'travel' }] }); // the limit is another than then
    const setAside = [answered(['travel'], candidateWith({ travelLimitMinutes: 1 }), opportunity)];
    const { failingRules, changes } = whyNot(candidateWith({ travelLimitMinutes: 1, setAside }), opportunity, context);
    expect(failingRules.map(({ ruleId }) => ruleId)).toEqual(['travel', 'set-aside']);
    expect(changes?.map(({ change }) => change.kind)).toEqual(['travel-further']);
    const both = [answered(['pay'], candidateWith(), opportunity)];
    expect(whyNot(candidateWith({ travelLimitMinutes: 1, setAside: both }), opportunity, context).changes?.map(({ change }) => change.kind)).toEqual(['lift-set-aside', 'travel-further']);
  });

  it.each<[string, CandidateFacts, string]>([
    ['nobody answered', candidateWith(), 'Answer: none that keeps this back.'],
    ['a day has come', person({ untilOn: '2026-05-20' }), 'Answer: set aside on 3 May 2026 for the travel and the pay, until 20 May 2026.'],
    ['a fact has changed', person({}, { minimumHourlyPence: 1100 }), 'Answer: set aside on 3 May 2026 for the travel and the pay. It is back because of a change in the pay or the lowest pay asked for.'],
    ['it is to be checked', person({ isUntilChecked: true, matters: [] }), 'Answer: set aside on 3 May 2026, until that is checked again. Only somebody who lifts it brings it back.'],
    ['nothing ends it', person({ untilOn: null, matters: [], fingerprint: '' }), 'Answer: set aside on 3 May 2026. It comes back when somebody lifts it.'],
  ])('says how it stands when %s', (_, candidate, sentence) => {
    expect(explainPair(candidate, opportunity, context).rules.at(-1)).toMatchObject({ ruleId: 'set-aside', sentence });
  });

  it('says of several answers the one that holds', () => {
    const over = answered(['travel'], candidateWith({ travelMode: 'car' }), opportunity);
    const holds = answered([], candidateWith(), opportunity);
    for (const setAside of [[over, holds], [holds, over]]) {
      expect(explainPair(candidateWith({ setAside }), opportunity, context).rules.at(-1)).toMatchObject({ outcome: 'fails', sentence: `Answer: ${setAsideInWords(holds, { isAside: true }).slice('It was '.length)}` });
    }
  });
});
