import { randomUUID } from 'node:crypto';
import {
  chooseForGrading,
  freezeCase,
  RULE_VERSION,
  type CandidateFacts,
  type CaseOpportunity,
  type Grade,
  type OpportunityFacts,
  type PlainDate,
} from '#lib/kernel';
import { OpportunitiesQuery, RulesQuery, type OpportunityRow, type RulesInForce } from '#lib/opportunities';
import { Clock, Database, DomainError, requireAction, writeAudit, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { NOWHERE, opportunityFacts } from './matching-facts.js';
import { SnapshotService } from './snapshot.service.js';

/** What a case is made of. */
export interface NewGradedCase {
  readonly candidateId: string;
  /** Left out: the best of today and some others, see chooseForGrading. */
  readonly opportunityIds?: readonly string[];
  /** Cases that belong together, in lower-case words joined by hyphens. */
  readonly setName: string;
}

/** A grade for one opportunity of a case, by its id in the case. */
export interface SentGrade {
  readonly opportunityId: string;
  readonly grade: Grade;
}

const NO_RULES: RulesInForce = { ofProgrammes: new Map(), ofOpportunities: new Map() };

/** An opportunity of the market as the matcher sees it, and as a case keeps it. */
interface OfMarket {
  readonly facts: OpportunityFacts;
  readonly forCase: CaseOpportunity;
}

/** Writes of cases that are kept for grading, and of grades. */
@Injectable()
export class GradingService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly snapshots: SnapshotService,
    private readonly opportunities: OpportunitiesQuery,
    private readonly rules: RulesQuery,
  ) {}

  /**
   * Freezes the facts of today into a case. Only for people of one's own organisations: who is shown by an agreement is
   * shown as long as they consent, and a case stays. The audit trail tells that a case was made, and not of whom, or it
   * would lead back to them. Throws candidates/candidate-not-found, opportunities/opportunity-not-found and what the
   * codes below say. Returns the id of the case.
   */
  async makeCase(actor: Actor, { candidateId, opportunityIds, setName }: NewGradedCase): Promise<string> {
    requireAction(actor, 'matches.read');
    const asOfOn = this.clock.today();
    const candidate = await this.snapshots.candidateToday(actor, candidateId, asOfOn);
    if (!candidate.hasMatchingConsent) throw new DomainError('matching/no-consent-to-match', 'The candidate does not consent to matching, so no case can be made of their facts. Record a consent first, or take somebody else.');
    return this.database.write(actor, async (manager) => {
      const organisationId = await ownOrganisationOf(manager, candidateId);
      const chosen = await this.chosenOpportunities(manager, candidate, opportunityIds, asOfOn);
      // Not uuidv7, whose order is that of the list.
      const { facts } = freezeCase({ asOfOn, candidate, opportunities: chosen }, randomUUID);
      const [made] = await manager.query<{ caseId: string }[]>(
        `INSERT INTO matching.graded_cases (organisation_id, set_name, as_of_on, rule_version, candidate, opportunities, made_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING case_id AS "caseId"`,
        [organisationId, setName, asOfOn, RULE_VERSION, JSON.stringify(facts.candidate), JSON.stringify(facts.opportunities), actor.actorId],
      );
      const { caseId } = made!;
      await writeAudit(manager, actor, 'matching.graded-case-made', caseId, { setName, opportunities: chosen.length }, { organisationId });
      return caseId;
    });
  }

  /** Stores what the actor says of opportunities of a case; what they said before is replaced, and both are in the audit trail. Throws matching/graded-case-not-found and grade-wrong. */
  async grade(actor: Actor, caseId: string, grades: readonly SentGrade[]): Promise<void> {
    requireAction(actor, 'matches.read');
    await this.database.write(actor, async (manager) => {
      const [found] = await manager.query<{ organisationId: string; opportunityIds: string[] }[]>(
        `SELECT organisation_id AS "organisationId", ARRAY(SELECT one->'advertised'->>'opportunityId' FROM jsonb_array_elements(opportunities) AS one) AS "opportunityIds"
           FROM matching.graded_cases WHERE case_id = $1`,
        [caseId],
      );
      if (found === undefined) throw caseNotFound();
      refuseWrongGrades(grades, found.opportunityIds);
      const before = new Map(
        (
          await manager.query<{ opportunityId: string; grade: number }[]>(
            `SELECT opportunity_id AS "opportunityId", grade FROM matching.grades WHERE case_id = $1 AND graded_by = $2 AND opportunity_id = ANY ($3::uuid[]) FOR UPDATE`,
            [caseId, actor.actorId, grades.map(({ opportunityId }) => opportunityId)],
          )
        ).map(({ opportunityId, grade }) => [opportunityId, grade]),
      );
      const changed = grades.filter(({ opportunityId, grade }) => before.get(opportunityId) !== grade);
      if (changed.length === 0) return;
      await manager.query(
        `INSERT INTO matching.grades (case_id, opportunity_id, graded_by, grade)
         SELECT $1, opportunity_id, $2, grade FROM unnest($3::uuid[], $4::smallint[]) AS given (opportunity_id, grade)
         ON CONFLICT ON CONSTRAINT pk_grades DO UPDATE SET grade = excluded.grade, graded_at = now()`,
        [caseId, actor.actorId, changed.map(({ opportunityId }) => opportunityId), changed.map(({ grade }) => grade)],
      );
      const changes = Object.fromEntries(changed.map(({ opportunityId, grade }) => [opportunityId, [before.get(opportunityId) ?? null, grade]]));
      await writeAudit(manager, actor, 'matching.graded', caseId, changes, { organisationId: found.organisationId });
    });
  }

  private async chosenOpportunities(manager: EntityManager, candidate: CandidateFacts, opportunityIds: readonly string[] | undefined, asOfOn: PlainDate): Promise<CaseOpportunity[]> {
    const market = await this.market(manager, asOfOn);
    const ids = opportunityIds ?? chooseForGrading(candidate, [...market.values()].map(({ facts }) => facts), { asOfOn });
    if (ids.length === 0) throw new DomainError('matching/nothing-to-grade', 'Nothing is open today that a case could be made of. Name opportunities, or wait until there are some.');
    return [...new Set(ids)].map((opportunityId) => {
      const found = market.get(opportunityId);
      if (found === undefined) throw new DomainError('opportunities/opportunity-not-found', 'One of the opportunities is not there.');
      return found.forCase;
    });
  }

  private async market(manager: EntityManager, asOfOn: PlainDate): Promise<Map<string, OfMarket>> {
    const rows = await this.opportunities.matchingRows(manager, asOfOn);
    const rules = await this.rules.inForce(manager);
    const places = await this.snapshots.placesOf(rows);
    return new Map(
      rows.map((row) => {
        const place = (row.postcode !== null && places.get(row.postcode)) || NOWHERE;
        return [row.opportunityId, { facts: opportunityFacts(row, place, rules), forCase: forCase(row, opportunityFacts(row, place, NO_RULES), rules) }];
      }),
    );
  }
}

/** Throws matching/graded-case-not-found, in one wording wherever a case is asked for. */
export function caseNotFound(): DomainError {
  return new DomainError('matching/graded-case-not-found', 'There is no such case.');
}

function forCase(row: OpportunityRow, advertised: OpportunityFacts, rules: RulesInForce): CaseOpportunity {
  const ofProgramme = row.programmeCode === null ? undefined : rules.ofProgrammes.get(row.programmeCode);
  return { advertised, ofProgramme: ofProgramme?.requirements ?? [], weights: ofProgramme?.weights ?? null, own: rules.ofOpportunities.get(row.opportunityId)?.requirements ?? [] };
}

async function ownOrganisationOf(manager: EntityManager, candidateId: string): Promise<string> {
  const [own] = await manager.query<{ organisationId: string }[]>(
    `SELECT organisation_id AS "organisationId" FROM candidates.candidates WHERE candidate_id = $1 AND organisation_id IN (SELECT identity.reach('people'))`,
    [candidateId],
  );
  if (own === undefined) throw new DomainError('matching/candidate-of-others', 'The candidate is registered with another organisation, which shares them with you as long as they consent; a case is kept. Only their own organisation can make one.');
  return own.organisationId;
}

function refuseWrongGrades(grades: readonly SentGrade[], opportunityIds: readonly string[]): void {
  const ids = grades.map(({ opportunityId }) => opportunityId);
  const problems = ids.flatMap((id, index) => {
    const pointer = `/grades/${index}/opportunityId`;
    if (!opportunityIds.includes(id)) return [{ pointer, detail: 'is not an opportunity of this case: take the ids that the case gives' }];
    return ids.indexOf(id) < index ? [{ pointer, detail: 'is graded twice: send one grade for each' }] : [];
  });
  if (problems.length > 0) throw new DomainError('matching/grade-wrong', 'Some grades are not for this case, or are there twice. Nothing was stored.', problems);
}
