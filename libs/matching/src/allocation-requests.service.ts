import { randomInt } from 'node:crypto';
import { CandidatesQuery, type Cohort } from '#lib/candidates';
import { isPlainDate, namedInTerms, readScenario, RULE_VERSION, termsProblems, type AllocationTerms, type PlainDate } from '#lib/kernel';
import { OpportunitiesQuery } from '#lib/opportunities';
import { Clock, Database, DomainError, reading, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { ended, locked, notReady } from './allocation-row.js';
import { MatchingBell } from './matching.queue.js';

/** What an allocation is asked for. What narrows neither cohort nor market is left out. */
export interface AllocationRequest extends Cohort {
  /** Members of a programme only. */
  readonly programmeCode?: string;
  /** The market; everything that is open when left out. */
  readonly opportunityIds?: readonly string[];
}

/** On what terms, on which day, and by which lot. */
export interface AllocationOrder {
  /** The day that the rules are judged on; today when left out. */
  readonly asOfOn?: PlainDate;
  /** For the lottery between what is worth the same; drawn when left out, and stored either way. */
  readonly seed?: number;
  readonly terms: AllocationTerms;
}

/** Why it is lawful to prefer the members of a programme, as it was recorded when the terms were set. */
export interface RecordedJustification {
  readonly programmeCode: string;
  readonly programmeName: string;
  readonly justification: string;
  readonly reviewOn: PlainDate;
}

/** Writes the letters of allocations. */
@Injectable()
export class AllocationRequests {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly bell: MatchingBell,
    private readonly candidates: CandidatesQuery,
    private readonly opportunities: OpportunitiesQuery,
  ) {}

  /**
   * Writes the letter of an allocation of people and market that the actor reaches, and rings for it. Returns its id at once.
   * Throws when what is named is not to be seen, or nobody is, and matching/terms-not-usable.
   */
  async ask(actor: Actor, request: AllocationRequest, { terms, ...order }: AllocationOrder): Promise<string> {
    requireAction(actor, 'allocations.run');
    const asOfOn = order.asOfOn ?? this.clock.today();
    if (!isPlainDate(asOfOn)) throw new DomainError('matching/date-not-real', 'The day of the allocation must be a real date, as 2026-03-31.');
    const allocationId = await this.database.write(actor, async (manager) => {
      await this.mustBeThere(manager, request);
      const justifications = await this.justified(manager, terms, asOfOn, '');
      const [row] = await manager.query<{ id: string; people: string[] }[]>(
        `INSERT INTO matching.allocations (requested_by, as_of_on, seed, rule_version, place_value, terms, justifications, asked, people_nodes, shared_people_nodes, market_nodes)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, ARRAY(SELECT identity.reach('people')), ARRAY(SELECT identity.reach('shared_people') EXCEPT SELECT identity.reach('people')), ARRAY(SELECT identity.reach('market'))
         RETURNING allocation_id AS id, people_nodes AS people`,
        [actor.actorId, asOfOn, order.seed ?? randomInt(2 ** 31), RULE_VERSION, ...stored(terms), JSON.stringify(justifications), JSON.stringify(request)],
      );
      await writeAudit(manager, actor, 'allocation.requested', row!.id, { asOfOn, ...inBrief(terms) }, { organisationId: row!.people[0] ?? null });
      return row!.id;
    });
    await this.bell.ringAllocation(allocationId);
    return allocationId;
  }

  /**
   * Writes the letter of a scenario: what an allocation would be if something were otherwise, on the facts that it has.
   * Throws matching/scenario-not-usable, terms-not-usable, allocation-not-found, allocation-ended, allocation-not-ready,
   * allocation-is-scenario and allocation-of-other-rules.
   */
  async imagine(actor: Actor, baseId: string, name: string, sent: unknown): Promise<string> {
    requireAction(actor, 'allocations.run');
    const allocationId = await this.database.write(actor, async (manager) => {
      const base = await locked(manager, baseId);
      if (base.status === 'cancelled' || base.status === 'failed') throw ended();
      if (base.isScenario) throw new DomainError('matching/allocation-is-scenario', 'This is a scenario itself. Base another one on the allocation that it is based on.');
      if (base.status !== 'done') throw notReady();
      if (base.ruleVersion !== RULE_VERSION) throw new DomainError('matching/allocation-of-other-rules', 'The rules have changed since this allocation was solved. Ask for a new one, and base the scenario on that.');
      const { scenario, problems } = readScenario(sent, new Set(base.opportunityIds));
      if (scenario === null) throw new DomainError('matching/scenario-not-usable', NOT_USABLE, problems.map(({ pointer, detail }) => ({ pointer: `/scenario${pointer}`, detail })));
      const terms = { ...base.terms, ...scenario.terms };
      const justifications = await this.justified(manager, terms, base.asOfOn, '/scenario/terms');
      const [row] = await manager.query<{ id: string }[]>(
        `INSERT INTO matching.allocations (requested_by, as_of_on, seed, rule_version, place_value, terms, justifications, asked, people_nodes, shared_people_nodes, market_nodes, base_allocation_id, scenario, scenario_name)
         SELECT $2, as_of_on, seed, rule_version, $3, $4, $5, asked, people_nodes, shared_people_nodes, market_nodes, allocation_id, $6, $7 FROM matching.allocations WHERE allocation_id = $1
         RETURNING allocation_id AS id`,
        [baseId, actor.actorId, ...stored(terms), JSON.stringify(justifications), JSON.stringify(scenario), name],
      );
      await writeAudit(manager, actor, 'allocation.imagined', row!.id, { baseAllocationId: baseId, ...inBrief(terms) }, { organisationId: base.organisationId });
      return row!.id;
    });
    await this.bell.ringAllocation(allocationId);
    return allocationId;
  }

  private async mustBeThere(manager: EntityManager, request: AllocationRequest): Promise<void> {
    const ids = await this.candidates.idsForMatching(manager, request);
    if (request.candidateIds !== undefined && ids.length < request.candidateIds.length) throw new DomainError('candidates/candidate-not-found', 'Somebody who is named is not there, or not of the organisation, or has no contract that ends in those days.');
    if (ids.length === 0) throw new DomainError('matching/cohort-empty', 'Nobody is in this cohort. Choose other days, another organisation or other people.');
    if (request.opportunityIds === undefined) return;
    if ((await this.seen(manager, request.opportunityIds)).size < request.opportunityIds.length) throw new DomainError('opportunities/opportunity-not-found', 'An opportunity that is named is not there.');
  }

  /** Why each programme that the terms prefer may be preferred, as recorded now. Throws matching/terms-not-usable. */
  private async justified(manager: EntityManager, terms: AllocationTerms, asOfOn: PlainDate, pointer: string): Promise<RecordedJustification[]> {
    const named = namedInTerms(terms);
    const candidateIds = new Set(await this.candidates.idsForMatching(manager, { candidateIds: named.candidateIds.filter(isUuid) }));
    const programmes = await this.opportunities.programmesFor(reading(manager));
    const problems = termsProblems(terms, { candidateIds, opportunityIds: await this.seen(manager, named.opportunityIds.filter(isUuid)), programmes }, asOfOn, this.clock.today());
    if (problems.length > 0) throw new DomainError('matching/terms-not-usable', NOT_USABLE, problems.map((problem) => ({ ...problem, pointer: `${pointer}${problem.pointer}` })));
    return programmes
      .filter(({ code }) => named.programmeCodes.includes(code))
      .map(({ code, name, justification, reviewOn }) => ({ programmeCode: code, programmeName: name, justification: justification!, reviewOn: reviewOn! }));
  }

  /** Which of some opportunities the caller's transaction sees. */
  private async seen(manager: EntityManager, opportunityIds: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await manager.query<{ id: string }[]>(`SELECT opportunity_id AS id FROM opportunities.opportunities WHERE opportunity_id = ANY ($1)`, [opportunityIds]);
    return new Set(rows.map(({ id }) => id));
  }
}

/** Anything else is the id of nobody, and no question for the database. */
function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

const NOT_USABLE = 'Some of what was sent cannot be applied. Each error says where and what was expected.';

/** Terms as the columns have them: what a place is worth, and the rest. */
function stored({ placeValue, ...terms }: AllocationTerms): [number, string] {
  return [placeValue, JSON.stringify(terms)];
}

/** Terms as the audit tells them: how many of each, and nobody by name. */
function inBrief({ variant, placeValue, reserves, minimums, wishes, excludedPairs, together, rankings }: AllocationTerms): Record<string, string | number> {
  return { variant, placeValue, reserves: reserves.length, minimums: minimums.length, wishes: wishes.length, excludedPairs: excludedPairs.length, together: together.length, rankings: rankings.length };
}
