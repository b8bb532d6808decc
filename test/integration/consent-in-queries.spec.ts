import { ReferralsQuery, type ReferralsService } from '#lib/brokerage';
import { CandidatesQuery } from '#lib/candidates';
import { UploadsQuery, UploadsService } from '#lib/exchange';
import { OrganisationsService, SharingAgreementsService } from '#lib/identity';
import { MatchingQuery } from '#lib/matching';
import { type Actor } from '#lib/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { actorWithRoles, cityTree, matchedRun, nodeIdsByCode, referralsOf } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';

const TODAY = '2026-06-01';
const clock = new FixedClock(TODAY);

/** Consents to be shown to partners, each as its row is kept; all but one are not valid today. */
const CONSENTS = {
  VALID: { given: '2026-01-05', expires: null, withdrawn: null },
  'LAST-DAY': { given: '2026-01-05', expires: TODAY, withdrawn: null },
  'FROM-TODAY': { given: TODAY, expires: null, withdrawn: null },
  'WITHDRAWN-TOMORROW': { given: '2026-01-05', expires: null, withdrawn: '2026-06-02' },
  NEVER: null,
  'NOT-YET': { given: '2026-06-02', expires: null, withdrawn: null },
  EXPIRED: { given: '2026-01-05', expires: '2026-05-31', withdrawn: null },
  WITHDRAWN: { given: '2026-01-05', expires: null, withdrawn: '2026-05-01' },
  'WITHDRAWN-TODAY': { given: '2026-01-05', expires: null, withdrawn: TODAY },
} as const;
type Case = keyof typeof CONSENTS;
const CASES = Object.keys(CONSENTS) as Case[];
const WILLING: readonly Case[] = ['VALID', 'LAST-DAY', 'FROM-TODAY', 'WITHDRAWN-TOMORROW'];
const UNWILLING = CASES.filter((name) => !WILLING.includes(name));

let database: TestDatabase;
let services: INestApplicationContext;
let referrals: ReferralsService;
let query: { candidates: CandidatesQuery; matching: MatchingQuery; referrals: ReferralsQuery; uploads: UploadsQuery };
/** The brokerage of the people; one that acts for it by an agreement; the employer and the college to whom they were referred. */
let own: Actor;
let acting: Actor;
let hr: Actor;
let college: Actor;
let ids: Map<string, string>;
let uploadId: string;

const CONSENTING = { CONSENT_MATCHING: 'v1 2026-01-05', CONSENT_SHARING: 'v1 2026-01-05' };
const people = (changes: Readonly<Record<string, Readonly<Record<string, string>>>> = {}): string => {
  const rows = [...CASES.map((name) => ({ YOUR_REFERENCE: name, TRAVEL_LIMIT_MINUTES: '60' })), { YOUR_REFERENCE: 'WITH-ERROR', TRAVEL_LIMIT_MINUTES: '600' }];
  const whole = rows.map((row) => ({ GIVEN_NAME: 'Given', FAMILY_NAME: row.YOUR_REFERENCE, SKILLS: 'care', AVAILABILITY: 'any', PATHWAY_INTERESTS: 'nursing', ...CONSENTING, ...row, ...changes[row.YOUR_REFERENCE] }));
  return csvOf(Object.keys(whole[0]!), whole);
};
const role = (reference: string): string => csvOf(['YOUR_REFERENCE', 'KIND', 'TITLE', 'REMOTE', 'PLACES'], [{ YOUR_REFERENCE: reference, KIND: 'role', TITLE: 'Healthcare assistant', REMOTE: 'yes', PLACES: '20' }]);

beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock });
  const get = <Service>(type: Type<Service>): Service => services.get(type, { strict: false });
  query = { candidates: get(CandidatesQuery), matching: get(MatchingQuery), referrals: services.get(ReferralsQuery, { strict: false }), uploads: get(UploadsQuery) };
  referrals = referralsOf(services);
  await get(OrganisationsService).addAll(OPERATOR, cityTree('A'));
  const parties = [{ organisationCode: 'A-BROKER-2', isActing: true, isActedFor: false }, { organisationCode: 'A-BROKER-1', isActing: false, isActedFor: true }];
  await get(SharingAgreementsService).record(OPERATOR, { name: 'Agreed', fromOn: '2026-01-01', toOn: null, parties });
  const nodes = await nodeIdsByCode(database.dataSource);
  const at = (roleName: 'broker' | 'hr' | 'college-partner', code: string) => actorWithRoles(services, TODAY, [{ role: roleName, nodeId: nodes.get(code)! }]);
  [own, acting, hr, college] = [await at('broker', 'A-BROKER-1'), await at('broker', 'A-BROKER-2'), await at('hr', 'A-TRUST-1'), await at('college-partner', 'A-COLLEGE')];
  await new Partner(services, hr).sendAndRead({ content: 'roles', organisation: 'A-TRUST-1', file: role('POST') });
  await new Partner(services, college).sendAndRead({ content: 'roles', organisation: 'A-COLLEGE', file: role('TRAINEE') });
});
afterAll(async () => {
  await services.close();
  await database.close();
});

let runBefore: string;
let cases: { post: Map<string, string>; trainee: Map<string, string> };

beforeEach(async () => {
  // Everybody was willing once: was matched by the partner, and referred.
  await database.dataSource.query('TRUNCATE candidates.candidates, matching.runs CASCADE');
  uploadId = (await new Partner(services, own).sendAndRead({ content: 'candidates', organisation: 'A-BROKER-1', file: people() })).uploadId;
  const rows = await database.dataSource.query<{ name: string; id: string }[]>(
    'SELECT reference AS name, candidate_id AS id FROM candidates.candidates UNION ALL SELECT reference, opportunity_id FROM opportunities.opportunities',
  );
  ids = new Map(rows.map(({ name, id }) => [name, id]));
  runBefore = await matchedRun(services, database.dataSource, acting);
  cases = { post: new Map(), trainee: new Map() };
  for (const name of CASES) {
    cases.post.set(name, await referrals.refer(own, { candidateId: ids.get(name)!, opportunityId: ids.get('POST')! }));
    cases.trainee.set(name, await referrals.refer(own, { candidateId: ids.get(name)!, opportunityId: ids.get('TRAINEE')! }));
  }
  await setConsents('sharing-with-partners');
});

/** Puts the consents of everybody for a purpose as their case has them. */
async function setConsents(purpose: string): Promise<void> {
  await database.dataSource.query('DELETE FROM candidates.consents WHERE purpose = $1', [purpose]);
  for (const [name, consent] of Object.entries(CONSENTS)) {
    if (consent === null) continue;
    await database.dataSource.query(
      `INSERT INTO candidates.consents (candidate_id, purpose, wording_version, given_on, expires_on, withdrawn_on) VALUES ($1, $2, 'v1', $3, $4, $5)`,
      [ids.get(name), purpose, consent.given, consent.expires, consent.withdrawn],
    );
  }
}

const idOf = (name: string): string => ids.get(name)!;
const listed = async (actor: Actor): Promise<string[]> => {
  const names: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await query.candidates.page(actor, { after, limit: 2 });
    names.push(...page.candidates.map(({ reference }) => reference));
    if (page.next === null) return names.toSorted();
    after = page.next;
  }
};
const matchedFor = async (actor: Actor, runId: string, opportunity: string) => {
  const { eligibleCount, matches } = await query.matching.matchesOfOpportunity(actor, runId, idOf(opportunity));
  return { eligibleCount, names: matches.map(({ candidateReference }) => candidateReference).toSorted(), ranks: matches.map(({ rank }) => rank) };
};
const ranksTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const refusedWith = (answer: Promise<unknown>): Promise<string> => answer.then(() => 'shown', ({ code }: { code: string }) => code);

describe('without a valid consent to be shown to partners', () => {
  it('a candidate is on no page of a partner, whoever the partner is, and is there with it', async () => {
    expect(await listed(own)).toEqual(CASES.toSorted());
    for (const partner of [acting, hr, college]) expect(await listed(partner)).toEqual(WILLING.toSorted());
  });

  it('the page after a candidate who is no longer shown begins nowhere', async () => {
    expect((await query.candidates.page(acting, { after: idOf('NEVER'), limit: 50 })).candidates).toEqual([]);
  });

  it.each(CASES)('the record, the facts and the target groups of %s are as open as the consent', async (name) => {
    for (const partner of [acting, hr, college]) {
      const answers = await Promise.all([
        refusedWith(query.candidates.detail(partner, idOf(name))),
        refusedWith(query.candidates.matchingRow(partner, idOf(name), TODAY)),
        refusedWith(query.matching.targetGroups(partner, idOf(name), TODAY)),
        refusedWith(query.matching.explainToday(partner, idOf(name), idOf('POST'))),
      ]);
      expect([name, new Set(answers)]).toEqual([name, new Set([WILLING.includes(name) ? 'shown' : 'candidates/candidate-not-found'])]);
    }
    expect(await refusedWith(query.candidates.detail(own, idOf(name)))).toBe('shown');
  });

  it('a candidate is in no run of a partner: not in its lists, not in its numbers, not in its facts', async () => {
    const runId = await matchedRun(services, database.dataSource, acting);
    expect(await matchedFor(acting, runId, 'POST')).toEqual({ eligibleCount: WILLING.length, names: WILLING.toSorted(), ranks: ranksTo(WILLING.length) });
    expect(await query.matching.run(acting, runId)).toMatchObject({ candidateCount: WILLING.length, candidatesDone: WILLING.length });
    const rows = await database.dataSource.query<{ id: string }[]>('SELECT candidate_id AS id FROM matching.candidate_matches WHERE run_id = $1', [runId]);
    expect(rows.map(({ id }) => id).toSorted()).toEqual(WILLING.map(idOf).toSorted());
  });

  it('a candidate is in no run from before any more: not in its lists, not in its counts, and not explained', async () => {
    expect(await matchedFor(acting, runBefore, 'POST')).toEqual({ eligibleCount: WILLING.length, names: WILLING.toSorted(), ranks: ranksTo(WILLING.length) });
    for (const name of CASES) {
      const answers = [await refusedWith(query.matching.matchesOfCandidate(acting, runBefore, idOf(name))), await refusedWith(query.matching.explainInRun(acting, runBefore, idOf(name), idOf('POST')))];
      expect([name, answers]).toEqual([name, WILLING.includes(name) ? ['shown', 'shown'] : ['matching/candidate-not-in-run', 'candidates/candidate-not-found']]);
    }
  });

  it('the run of the own brokerage, which counts them, is not the partner’s', async () => {
    const runId = await matchedRun(services, database.dataSource, own);
    expect((await matchedFor(own, runId, 'POST')).names).toEqual(CASES.toSorted());
    for (const partner of [acting, hr, college]) {
      expect(await refusedWith(query.matching.run(partner, runId))).toBe('matching/run-not-found');
      expect(await refusedWith(query.matching.matchesOfOpportunity(partner, runId, idOf('POST')))).toBe('matching/opportunity-not-in-run');
      expect((await query.matching.runs(partner, 50)).map((run) => run.runId)).not.toContain(runId);
    }
  });

  it.each(CASES)('the case of %s is as open to the partner as the consent, to look at and to move on', async (name) => {
    const notFound = 'brokerage/referral-not-found';
    const expected = WILLING.includes(name) ? 'shown' : notFound;
    for (const [partner, referralId] of [[hr, cases.post.get(name)!], [college, cases.trainee.get(name)!], [acting, cases.post.get(name)!]] as const) {
      expect([name, await refusedWith(query.referrals.detail(partner, referralId))]).toEqual([name, expected]);
      expect((await query.referrals.ofCandidate(partner, idOf(name))).length > 0).toBe(expected === 'shown');
      expect(await refusedWith(referrals.record(partner, referralId, { event: 'review' }))).toBe(partner === acting && expected === 'shown' ? 'brokerage/event-not-allowed' : expected);
    }
    // Of another's case a partner learns nothing, consent or not.
    expect(await refusedWith(query.referrals.detail(hr, cases.trainee.get(name)!))).toBe(notFound);
    expect(await refusedWith(query.referrals.detail(college, cases.post.get(name)!))).toBe(notFound);
    expect(await refusedWith(query.referrals.detail(own, cases.post.get(name)!))).toBe('shown');
  });

  it.each(UNWILLING)('%s is referred by nobody', async (name) => {
    await database.dataSource.query(`UPDATE brokerage.referrals SET status = 'withdrawn' WHERE candidate_id = $1`, [idOf(name)]);
    const pair = { candidateId: idOf(name), opportunityId: idOf('POST') };
    expect(await refusedWith(referrals.refer(acting, pair))).toBe('candidates/candidate-not-found');
    expect(await refusedWith(referrals.refer(own, pair))).toBe('brokerage/no-consent-to-share');
  });

  it('the file of the people, which has everybody in it, is its sender’s alone, with its errors', async () => {
    expect(await new Partner(services, own).fileWithErrors(uploadId)).toContain('WITH-ERROR');
    const uploads = services.get(UploadsService, { strict: false });
    for (const partner of [acting, hr, college]) {
      expect(await refusedWith(query.uploads.state(partner, uploadId))).toBe('exchange/upload-not-found');
      expect(await query.uploads.notedRows(partner, uploadId, { after: 0, limit: 100 })).toEqual([]);
      expect(await query.uploads.problems(partner, uploadId)).toEqual([]);
      expect(await refusedWith(uploads.fileWithErrors(partner, uploadId))).toBe('exchange/upload-not-found');
      expect((await query.uploads.newest(partner, 50)).map((upload) => upload.uploadId)).not.toContain(uploadId);
    }
  });

  it('a hire is linked to the case of nobody who may not be shown to the employer', async () => {
    await database.dataSource.query(`UPDATE brokerage.referrals SET status = 'started', started_on = '2026-05-20' WHERE referral_id = ANY ($1)`, [[...cases.post.values()]]);
    const rows = CASES.map((name) => ({ ORGANISATION: 'A-TRUST-1', EMPLOYEE_REFERENCE: name, CANDIDATE_REFERENCE: name, START_DATE: '2026-05-20', POSTCODE: '' }));
    const { status } = await new Partner(services, hr).sendAndRead({ content: 'hires', organisation: 'A-TRUST-1', file: csvOf(Object.keys(rows[0]!), rows) });
    expect(status).toBe('done');
    const linked = await database.dataSource.query<{ name: string }[]>('SELECT employee_reference AS name FROM outcomes.hires WHERE referral_id IS NOT NULL');
    expect(linked.map(({ name }) => name).toSorted()).toEqual(WILLING.toSorted());
    await database.dataSource.query('DELETE FROM outcomes.hires');
  });
});

describe('taking a consent back', () => {
  it('counts in the next transaction, for every partner and in the runs that there are', async () => {
    expect(await listed(acting)).toContain('VALID');
    expect(await refusedWith(query.candidates.detail(hr, idOf('VALID')))).toBe('shown');
    const { status } = await new Partner(services, own).sendAndRead({ content: 'candidates', organisation: 'A-BROKER-1', file: people({ VALID: { CONSENT_SHARING: '' } }) });
    expect(status).toBe('done');
    for (const partner of [acting, hr, college]) {
      expect(await listed(partner)).not.toContain('VALID');
      expect(await refusedWith(query.candidates.detail(partner, idOf('VALID')))).toBe('candidates/candidate-not-found');
    }
    expect((await matchedFor(acting, runBefore, 'POST')).names).not.toContain('VALID');
    expect(await refusedWith(query.referrals.detail(hr, cases.post.get('VALID')!))).toBe('brokerage/referral-not-found');
    expect(await listed(own)).toContain('VALID');
  });

  it('counts from its day on where it was told ahead', async () => {
    try {
      clock.day = '2026-06-02';
      for (const partner of [acting, hr, college]) expect(await listed(partner)).toEqual(['FROM-TODAY', 'NOT-YET', 'VALID']);
    } finally {
      clock.day = TODAY;
    }
  });
});

describe('without a valid consent to be matched', () => {
  it('a candidate is seen by the own brokerage and is in none of its matches, new or old', async () => {
    const runOfOwn = await matchedRun(services, database.dataSource, own);
    expect((await matchedFor(own, runOfOwn, 'POST')).names).toEqual(CASES.toSorted());
    await setConsents('matching');
    expect(await listed(own)).toEqual(CASES.toSorted());
    const newRun = await matchedRun(services, database.dataSource, own);
    for (const runId of [runOfOwn, newRun]) {
      expect(await matchedFor(own, runId, 'POST')).toEqual({ eligibleCount: WILLING.length, names: WILLING.toSorted(), ranks: ranksTo(WILLING.length) });
      for (const name of UNWILLING) expect([name, await query.matching.matchesOfCandidate(own, runId, idOf(name))]).toEqual([name, { eligibleCount: 0, matches: [] }]);
      for (const name of CASES) expect([name, await refusedWith(query.matching.explainInRun(own, runId, idOf(name), idOf('POST')))]).toEqual([name, WILLING.includes(name) ? 'shown' : 'matching/candidate-not-in-run']);
    }
    const { explanation } = await query.matching.explainToday(own, idOf('WITHDRAWN'), idOf('POST'));
    expect(explanation.eligible).toBe(false);
  });
});
