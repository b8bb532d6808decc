import { OrganisationsService } from '#lib/identity';
import { explainPair, matchOneByOne, whatIf, whyNot, type CandidateFacts, type OpportunityFacts, type RuleContext } from '#lib/kernel';
import { MatchesNowQuery, MatchingQuery, type PairToday } from '#lib/matching';
import { Database, systemActor, type Actor } from '#lib/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { SnapshotService } from '../../libs/matching/src/snapshot.service.js';
import { openApi, type ApiInProcess } from '../support/api-in-process.js';
import { makeApiKey } from '../support/api-key.js';
import { ApiCaller } from '../support/api-caller.js';
import { actorWithRoles, cityTree, nodeIdsByCode } from '../support/city-with-rows.js';
import { csvOf } from '../support/csv-text.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';
import { FixedClock } from '../support/fixed-clock.js';
import { marketCandidates, marketRoles } from '../support/market-files.js';
import { MARKET_DAY, openMarket } from '../support/matching-market.js';
import { OPERATOR } from '../support/operator.js';
import { Partner } from '../support/sent-upload.js';
import { openServices } from '../support/services.js';

const NOBODY = '00000000-0000-7000-8000-000000000000';
const clock = new FixedClock(MARKET_DAY);

/** Work that nothing but the level keeps from whoever has none, in both Cities; that of the other is paid better, so that it comes first. */
const GRADED = (prefix: string, pay: string) => ['1', '2', '3', '4'].map((number) => ({ YOUR_REFERENCE: `${prefix}-LEVEL-${number}`, KIND: 'role', TITLE: `Graded post ${number} of ${prefix}`, REMOTE: 'yes', MINIMUM_LEVEL: '8', PAY_PER_HOUR: pay, PLACES: '5' }));

let database: TestDatabase;
let services: INestApplicationContext;
let now: MatchesNowQuery;
let matching: MatchingQuery;
/** Leads the brokers of the one City; is a broker of the other; is an employer in the one. */
let lead: Actor;
let foreigner: Actor;
let hr: Actor;
/** Acts in the one City, and lists for an employer of the other. */
let lister: Actor;
/** Acts for the college of the one City, whose people must have consented to that. */
let partner: Actor;
let api: ApiInProcess;

beforeAll(async () => {
  database = await openTestDatabase();
  services = await openServices(database.url, { clock });
  now = services.get(MatchesNowQuery, { strict: false });
  matching = services.get(MatchingQuery, { strict: false });
  await openMarket(database.dataSource, services);
  await services.get(OrganisationsService, { strict: false }).addAll(OPERATOR, cityTree('A'));
  const nodes = await nodeIdsByCode(database.dataSource);
  const sender = new Partner(services);
  const roles = (prefix: string, pay: string) => csvOf(Object.keys(GRADED(prefix, pay)[0]!), GRADED(prefix, pay));
  await sender.sendAndRead({ content: 'roles', organisation: 'T-GP', file: roles('T', '13.00') });
  await sender.sendAndRead({ content: 'roles', organisation: 'A-TRUST-1', file: roles('A', '19.00') });
  await sender.sendAndRead({ content: 'roles', organisation: 'A-TRUST-2', file: marketRoles(150, MARKET_DAY) });
  await sender.sendAndRead({ content: 'candidates', organisation: 'A-BROKER-1', file: marketCandidates(20, MARKET_DAY) });
  const node = (code: string): string => nodes.get(code)!;
  lead = await actorWithRoles(services, MARKET_DAY, [{ role: 'broker-lead', nodeId: node('T-CITY') }]);
  foreigner = await actorWithRoles(services, MARKET_DAY, [{ role: 'broker', nodeId: node('A-BROKER-1') }]);
  hr = await actorWithRoles(services, MARKET_DAY, [{ role: 'hr', nodeId: node('T-TRUST') }]);
  lister = systemActor('operator', { people: [node('T-BROKER'), node('T-COLLEGE')], market: [node('T-CITY')], tree: [node('T-CITY')], listings: [node('A-TRUST-1')] });
  partner = systemActor('operator', { shared_people: [node('T-COLLEGE')], market: [node('T-CITY')], tree: [node('T-CITY')] });
  api = await openApi(database.url, { clock });
});
afterAll(async () => {
  await api.close();
  await services.close();
  await database.close();
});

interface Standing {
  readonly people: ReadonlyMap<string, CandidateFacts>;
  readonly opportunities: readonly OpportunityFacts[];
  readonly titles: ReadonlyMap<string, string>;
  /** What the codes of its organisation begin with, by opportunity. */
  readonly prefixes: ReadonlyMap<string, string>;
}

/** Everything as the database has it now, read anew. */
async function asItStands(): Promise<Standing> {
  const snapshots = services.get(SnapshotService, { strict: false });
  const rows = await database.dataSource.query<{ id: string; title: string; prefix: string }[]>(
    `SELECT opportunity_id AS id, title, left(code, 1) AS prefix FROM opportunities.opportunities JOIN identity.organisations USING (organisation_id)`,
  );
  return services.get(Database, { strict: false }).writeAtOneMoment(systemActor('job:live-market'), async (manager) => {
    const people = new Map<string, CandidateFacts>();
    for await (const batch of snapshots.peopleNow(manager, MARKET_DAY, await snapshots.programmesNow(manager))) for (const { facts } of batch) people.set(facts.candidateId, facts);
    return {
      people,
      opportunities: await snapshots.opportunitiesNow(manager, MARKET_DAY, null),
      titles: new Map(rows.map(({ id, title }) => [id, title])),
      prefixes: new Map(rows.map(({ id, prefix }) => [id, prefix])),
    };
  }, 'pathways_matcher');
}

/** The answer by its definition: every opportunity of a market judged in turn. */
function byDefinition({ people, opportunities, titles }: Standing, candidateId: string, opportunityId: string, market: readonly OpportunityFacts[]): PairToday {
  const context: RuleContext = { asOfOn: MARKET_DAY };
  const candidate = people.get(candidateId)!;
  const opportunity = opportunities.find((one) => one.opportunityId === opportunityId)!;
  const pair = { basis: 'today' as const, asOfOn: MARKET_DAY, explanation: explainPair(candidate, opportunity, context), whyNot: whyNot(candidate, opportunity, context) };
  const changes = (pair.whyNot.changes ?? []).map(({ change }) => change);
  if (changes.length === 0 || !candidate.hasMatchingConsent) return { ...pair, whatIf: null };
  const { rank, openings } = whatIf({ candidate, opportunityId, changes }, matchOneByOne(market, { asOfOn: MARKET_DAY, seed: 0 }));
  return { ...pair, whatIf: { rank, openings: openings.map((one) => ({ ...one, best: one.best.map((best) => ({ opportunityId: best.opportunityId, title: titles.get(best.opportunityId)! })) })) } };
}

async function idOf(table: 'candidates.candidates' | 'opportunities.opportunities', reference: string): Promise<string> {
  const [row] = await database.dataSource.query<{ id: string }[]>(`SELECT ${table === 'candidates.candidates' ? 'candidate_id' : 'opportunity_id'} AS id FROM ${table} WHERE reference = $1`, [reference]);
  return row!.id;
}
const candidate = (reference: string): Promise<string> => idOf('candidates.candidates', reference);
const role = (reference: string): Promise<string> => idOf('opportunities.opportunities', reference);

describe('what would change for a pair', () => {
  it('is what the definition says of the market that is reached, for any pair, and the same by the command', async () => {
    const standing = await asItStands();
    const market = standing.opportunities.filter(({ opportunityId }) => standing.prefixes.get(opportunityId) === 'T');
    const offers = market.filter(({ isOpen }) => isOpen).filter((_, at) => at % 40 === 0);
    const ofCity = new Set((await database.dataSource.query<{ id: string }[]>(`SELECT candidate_id AS id FROM candidates.candidates JOIN identity.organisations USING (organisation_id) WHERE code LIKE 'T-%'`)).map(({ id }) => id));
    const people = [...standing.people.keys()].filter((id) => ofCity.has(id)).filter((_, at) => at % 110 === 0);
    expect(offers.length * people.length).toBeGreaterThan(150);
    const seen = { thoughtThrough: 0, several: 0, opened: 0, reordered: 0 };
    for (const candidateId of people) {
      for (const { opportunityId } of offers) {
        const pair = await now.explain(lead, candidateId, opportunityId);
        expect(pair).toEqual(byDefinition(standing, candidateId, opportunityId, market));
        if (pair.whatIf === null) continue;
        seen.thoughtThrough += 1;
        const { openings } = pair.whatIf;
        if (openings.length > 1) seen.several += 1;
        if (openings.some(({ openedCount }) => openedCount > 3)) seen.opened += 1;
        if (openings[0]!.sentence.startsWith(pair.whyNot.changes![0]!.sentence)) continue;
        seen.reordered += 1;
        expect(await matching.explainToday(lead, candidateId, opportunityId)).toEqual(pair);
      }
    }
    expect(Object.entries(seen).filter(([, pairs]) => pairs <= 5)).toEqual([]);
  });

  it('counts, places and names what every City has for whoever reaches every one', async () => {
    const standing = await asItStands();
    const people = [...standing.people.keys()].filter((_, at) => at % 450 === 0);
    const offers = ['A-LEVEL-2', 'T-LEVEL-1', 'R-11'];
    let thoughtThrough = 0;
    for (const candidateId of people) {
      for (const reference of offers) {
        const opportunityId = await role(reference);
        const pair = await now.explain(OPERATOR, candidateId, opportunityId);
        expect(pair).toEqual(byDefinition(standing, candidateId, opportunityId, standing.opportunities));
        expect(await matching.explainToday(OPERATOR, candidateId, opportunityId)).toEqual(pair);
        thoughtThrough += pair.whatIf === null ? 0 : 1;
      }
    }
    expect(thoughtThrough).toBeGreaterThan(5);
  });

  it('neither names nor counts what another organisation keeps from the reader', async () => {
    const [candidateId, opportunityId] = [await candidate('NOWHERE'), await role('T-LEVEL-1')];
    const opened = ({ whatIf: thought }: PairToday) => thought!.openings.find(({ change }) => change.kind === 'reach-level')!;
    const everywhere = opened(await now.explain(OPERATOR, candidateId, opportunityId));
    const ofCity = opened(await now.explain(lead, candidateId, opportunityId));
    expect(everywhere.openedCount - ofCity.openedCount).toBeGreaterThan(3); // the graded posts of the other City, and more of it
    expect(everywhere.best.map(({ title }) => title)).toEqual([1, 2, 3].map(() => expect.stringMatching(/^Graded post \d of A$/)));
    expect(ofCity.best).toHaveLength(3);
    const { prefixes } = await asItStands();
    expect(ofCity.best.map(({ opportunityId: id }) => prefixes.get(id))).toEqual(['T', 'T', 'T']);
    expect(JSON.stringify(await now.explain(lead, candidateId, opportunityId))).not.toContain('of A');
  });

  it('is not told to whoever does not reach the candidate or the opportunity', async () => {
    const [candidateId, opportunityId, abroad] = [await candidate('NOWHERE'), await role('T-LEVEL-1'), await role('A-LEVEL-1')];
    for (const actor of [foreigner, hr]) {
      await expect(now.explain(actor, candidateId, opportunityId)).rejects.toMatchObject({ code: 'candidates/candidate-not-found' });
      await expect(now.explain(actor, candidateId, abroad)).rejects.toMatchObject({ code: 'candidates/candidate-not-found' });
    }
    await expect(now.explain(lead, candidateId, abroad)).rejects.toMatchObject({ code: 'opportunities/opportunity-not-found' });
    await expect(now.explain(lead, NOBODY, opportunityId)).rejects.toMatchObject({ code: 'candidates/candidate-not-found' });
    await expect(now.explain(lead, candidateId, NOBODY)).rejects.toMatchObject({ code: 'opportunities/opportunity-not-found' });
  });

  it('is told to a partner as long as the candidate consents to being shown', async () => {
    const [candidateId, opportunityId] = [await candidate('OTHER-BOROUGH'), await role('T-LEVEL-1')];
    expect(await now.explain(partner, candidateId, opportunityId)).toEqual(await now.explain(lead, candidateId, opportunityId));
    await database.dataSource.query(`UPDATE candidates.consents SET withdrawn_on = $1 WHERE candidate_id = $2 AND purpose = 'sharing-with-partners'`, [MARKET_DAY, candidateId]);
    await expect(now.explain(partner, candidateId, opportunityId)).rejects.toMatchObject({ code: 'candidates/candidate-not-found' });
    expect((await now.explain(lead, candidateId, opportunityId)).whatIf).not.toBeNull();
  });

  it('gives no place to what is listed for another City: it is in no market of the reader', async () => {
    const pair = await now.explain(lister, await candidate('NOWHERE'), await role('A-LEVEL-1'));
    expect(pair.whyNot.changes).toMatchObject([{ change: { kind: 'reach-level', level: 8 } }]);
    expect(pair.whatIf).toBeNull();
    expect((await now.explain(lister, await candidate('NOWHERE'), await role('T-LEVEL-1'))).whatIf).not.toBeNull();
  });

  it('is nothing where no consent to matching is valid, though the consent is asked for', async () => {
    const [noConsent, opportunityId] = [await candidate('NO-CONSENT'), await role('T-LEVEL-1')];
    for (const explain of [() => now.explain(lead, noConsent, opportunityId), () => matching.explainToday(lead, noConsent, opportunityId)]) {
      const { whyNot: why, whatIf: thought } = await explain();
      expect([why.changes!.map(({ change }) => change.kind), thought]).toEqual([['give-consent', 'reach-level'], null]);
    }
    const { whyNot: willing, whatIf: thought } = await now.explain(lead, await candidate('NOWHERE'), opportunityId);
    expect(willing.changes!.map(({ change }) => change.kind)).toEqual(['reach-level']);
    expect(thought).not.toBeNull();
  });

  it('is nothing for a pair that goes together, or that the candidate cannot bring together', async () => {
    const fits = await now.explain(lead, await candidate('NOWHERE'), await role('AT-A-PLACE'));
    expect([fits.explanation.eligible, fits.whyNot.changes, fits.whatIf]).toEqual([true, [], null]);
    const kept = await now.explain(lead, await candidate('TWENTY-FIVE-TODAY'), await role('FOR-YOUNG'));
    expect([kept.explanation.eligible, kept.whyNot.changes, kept.whatIf]).toEqual([false, null, null]);
  });

  it('follows what was saved just before, of the opportunity, of others and of the person', async () => {
    const [candidateId, opportunityId] = [await candidate('NOT-DEPRIVED'), await role('T-LEVEL-1')];
    const level = async () => (await now.explain(lead, candidateId, opportunityId)).whatIf!.openings[0]!;
    const before = await level();
    expect(before.change).toEqual({ kind: 'reach-level', level: 8 });
    for (let round = 1; round <= 5; round += 1) {
      await database.dataSource.query(`UPDATE opportunities.opportunities SET minimum_level = $1 WHERE reference = 'T-LEVEL-2'`, [round % 2 === 0 ? 8 : 0]);
      expect((await level()).openedCount).toBe(before.openedCount - (round % 2));
      await database.dataSource.query(`UPDATE opportunities.opportunities SET minimum_level = $1 WHERE opportunity_id = $2`, [3 + round, opportunityId]);
      expect((await level()).change).toEqual({ kind: 'reach-level', level: 3 + round });
      await database.dataSource.query(`UPDATE opportunities.opportunities SET minimum_level = 8 WHERE opportunity_id = $1`, [opportunityId]);
    }
    await database.dataSource.query(`UPDATE candidates.candidates SET level = 8 WHERE candidate_id = $1`, [candidateId]);
    expect((await now.explain(lead, candidateId, opportunityId)).explanation.eligible).toBe(true);
  });

  it('Complaint 1: nobody need ask the developer: it is part of the explanation at the address of the pair', async () => {
    const [candidateId, opportunityId] = [await candidate('NOWHERE'), await role('T-LEVEL-3')];
    const caller = new ApiCaller(api.url, await makeApiKey(database.url, 'T-CITY', ['matches.read']));
    const { status, body } = await caller.get(`/candidates/${candidateId}/matches/${opportunityId}`);
    expect([status, body]).toEqual([200, JSON.parse(JSON.stringify(await now.explain(lead, candidateId, opportunityId)))]);
    expect(body).toMatchObject({
      whatIf: {
        rank: { placeBefore: null, placeAfter: expect.any(Number), sentence: expect.stringMatching(/^It is not open now; with these changes it would be number \d+ of \d+\.$/) },
        openings: [{ change: { kind: 'reach-level' }, openedCount: expect.any(Number), best: [{ title: expect.any(String) }, {}, {}], sentence: expect.stringMatching(/^Gain a qualification at level 8\. This alone would open \d+ other opportunities\.$/) }],
      },
    });
    const other = new ApiCaller(api.url, await makeApiKey(database.url, 'A-CITY', ['matches.read']));
    expect(await other.get(`/candidates/${candidateId}/matches/${opportunityId}`)).toMatchObject({ status: 404, body: { code: 'candidates/candidate-not-found' } });
  });
});
