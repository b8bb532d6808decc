import {
  agreedGrade,
  AS_IT_WAS,
  candidateInWords,
  compareVersions,
  factsOfVersion,
  graderAgreement,
  gradingOrder,
  opportunityInWords,
  rankCase,
  type CandidateFacts,
  type CaseFacts,
  type CaseOpportunity,
  type Grade,
  type GraderAgreement,
  type MatchVersion,
  type OpportunityFacts,
  type PlainDate,
  type Requirement,
  type ScoreWeights,
  type StoredFacts,
  type VersionComparison,
} from '#lib/kernel';
import { Database, DomainError, pageOf, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import { caseNotFound } from './grading.service.js';

/** A case in a list. */
export interface GradedCaseSummary {
  readonly caseId: string;
  readonly setName: string;
  /** The day whose facts it keeps. */
  readonly asOfOn: PlainDate;
  readonly madeAt: Date;
  readonly opportunityCount: number;
  /** Opportunities that the reader has graded. */
  readonly gradedByReader: number;
  /** People who graded at least one. */
  readonly graderCount: number;
}

/** An opportunity of a case as somebody who grades is shown it. */
export interface OpportunityToGrade {
  /** Its id in the case. */
  readonly opportunityId: string;
  readonly facts: readonly string[];
  /** The reader's own grade; nobody is shown what others said. */
  readonly grade: Grade | null;
}

/** A case with its facts in sentences, without scores and in no order of theirs. */
export interface CaseToGrade {
  readonly caseId: string;
  readonly setName: string;
  readonly asOfOn: PlainDate;
  readonly candidate: readonly string[];
  readonly opportunities: readonly OpportunityToGrade[];
}

/** What is held against what. */
export interface QualityQuestion {
  /** Only cases of this set; null: all. */
  readonly setName: string | null;
  /** Only opportunities of this programme are ranked otherwise; null: all. */
  readonly programmeCode: string | null;
  readonly tried: VersionAsked;
  readonly against: VersionAsked;
}

/** Null: as it was when each case was made. */
export interface VersionAsked {
  readonly weights: ScoreWeights | null;
  /** A version of the rules of the programme; 0 is none at all. */
  readonly rulesVersion: number | null;
}

export interface QualityReport {
  /** Of the draws of the intervals. */
  readonly seed: number;
  readonly comparison: VersionComparison;
  /** Over pairs that two people graded. */
  readonly agreement: GraderAgreement;
}

interface CaseRow {
  readonly caseId: string;
  readonly setName: string;
  readonly asOfOn: PlainDate;
  readonly ruleVersion: string;
  readonly candidate: StoredFacts<CandidateFacts>;
  readonly opportunities: readonly (Omit<CaseOpportunity, 'advertised'> & { readonly advertised: StoredFacts<OpportunityFacts> })[];
}

interface GradeRow {
  readonly caseId: string;
  readonly opportunityId: string;
  /** By the order of the graders' ids. */
  readonly grades: Grade[];
}

/** The same for every comparison, so that its figures are the same again. */
const SEED = 1;

const CASES = `
  SELECT case_id AS "caseId", set_name AS "setName", as_of_on::text AS "asOfOn", rule_version AS "ruleVersion", candidate, opportunities FROM matching.graded_cases`;

/** Reads of cases that are kept for grading, and of how versions agree with the grades. */
@Injectable()
export class QualityQuery {
  constructor(private readonly database: Database) {}

  /** A page, the oldest first. `after` is the case id that the last page ended with; without a set, of all sets. */
  async page(actor: Actor, { setName, after, limit }: { setName: string | null; after: string | null; limit: number }): Promise<{ cases: GradedCaseSummary[]; next: string | null }> {
    const rows = await this.database.read<GradedCaseSummary>(
      actor,
      `SELECT case_id AS "caseId", set_name AS "setName", as_of_on::text AS "asOfOn", made_at AS "madeAt", jsonb_array_length(opportunities) AS "opportunityCount",
              coalesce(given.by_reader, 0)::int AS "gradedByReader", coalesce(given.graders, 0)::int AS "graderCount"
         FROM matching.graded_cases AS graded
         LEFT JOIN LATERAL (SELECT count(*) FILTER (WHERE graded_by = $4) AS by_reader, count(DISTINCT graded_by) AS graders FROM matching.grades WHERE grades.case_id = graded.case_id) AS given ON true
        WHERE ($1::text IS NULL OR set_name = $1) AND ($2::uuid IS NULL OR case_id > $2) ORDER BY case_id LIMIT $3`,
      [setName, after, limit + 1, actor.actorId],
    );
    const { page: cases, next } = pageOf(rows, limit, (last) => last.caseId);
    return { cases, next };
  }

  /** One case for grading. Throws matching/graded-case-not-found. */
  async toGrade(actor: Actor, caseId: string): Promise<CaseToGrade> {
    const [row] = await this.database.read<CaseRow>(actor, `${CASES} WHERE case_id = $1`, [caseId]);
    if (row === undefined) throw caseNotFound();
    const own = await this.database.read<{ opportunityId: string; grade: Grade }>(actor, `SELECT opportunity_id AS "opportunityId", grade FROM matching.grades WHERE case_id = $1 AND graded_by = $2`, [caseId, actor.actorId]);
    const grades = new Map(own.map(({ opportunityId, grade }) => [opportunityId, grade]));
    const { asOfOn, candidate, opportunities } = factsOf(row);
    const byId = new Map(opportunities.map((opportunity) => [opportunity.advertised.opportunityId, opportunity]));
    return {
      caseId,
      setName: row.setName,
      asOfOn,
      candidate: candidateInWords(candidate, asOfOn),
      opportunities: gradingOrder([...byId.keys()], actor.actorId).map((opportunityId) => ({ opportunityId, facts: opportunityInWords(candidate, byId.get(opportunityId)!), grade: grades.get(opportunityId) ?? null })),
    };
  }

  /** Ranks every case by both versions and holds them against the grades. Nothing goes live by it. Throws matching/rules-not-found and programme-not-in-cases. */
  async compare(actor: Actor, { setName, programmeCode, tried, against }: QualityQuestion): Promise<QualityReport> {
    const rows = await this.database.read<CaseRow>(actor, `${CASES} WHERE $1::text IS NULL OR set_name = $1 ORDER BY case_id`, [setName], 'pathways_matcher');
    const grades = await this.database.read<GradeRow>(
      actor,
      `SELECT case_id AS "caseId", opportunity_id AS "opportunityId", array_agg(grade::int ORDER BY graded_by) AS grades
         FROM matching.grades JOIN matching.graded_cases USING (case_id) WHERE $1::text IS NULL OR set_name = $1 GROUP BY case_id, opportunity_id`,
      [setName],
      'pathways_matcher',
    );
    const cases = rows.map((row) => ({ caseId: row.caseId, facts: factsOf(row) }));
    if (programmeCode !== null && !cases.some(({ facts }) => facts.opportunities.some(({ advertised }) => advertised.programmeCodes.includes(programmeCode)))) {
      throw new DomainError('matching/programme-not-in-cases', 'No case that is kept has an opportunity of this programme, so nothing could be told. Check the code, or make cases with its opportunities.');
    }
    const [triedVersion, againstVersion] = await Promise.all([this.version(actor, programmeCode, tried), this.version(actor, programmeCode, against)]);
    const gradesOf = new Map(cases.map(({ caseId }) => [caseId, new Map<string, Grade>()]));
    for (const { caseId, opportunityId, grades: given } of grades) gradesOf.get(caseId)?.set(opportunityId, agreedGrade(given));
    const compared = cases.map(({ caseId, facts }) => ({ caseId, grades: gradesOf.get(caseId)!, tried: rankCase(facts, triedVersion), against: rankCase(facts, againstVersion) }));
    return { seed: SEED, comparison: compareVersions(compared, SEED), agreement: graderAgreement(grades.flatMap(({ grades: given }) => pairsOf(given))) };
  }

  private async version(actor: Actor, programmeCode: string | null, { weights, rulesVersion }: VersionAsked): Promise<MatchVersion> {
    const rules = programmeCode === null || rulesVersion === null ? null : await this.rulesOf(actor, programmeCode, rulesVersion);
    return { ...AS_IT_WAS, programmeCode, weights, rules };
  }

  private async rulesOf(actor: Actor, programmeCode: string, version: number): Promise<MatchVersion['rules']> {
    if (version === 0) return { requirements: [], weights: null };
    const [found] = await this.database.read<{ requirements: Requirement[]; weights: ScoreWeights | null }>(
      actor,
      `SELECT requirements, weights FROM opportunities.rule_versions WHERE programme_code = $1 AND version_number = $2`,
      [programmeCode, version],
      'pathways_matcher',
    );
    if (found === undefined) throw new DomainError('matching/rules-not-found', `The programme has no version ${version} of its rules. Versions count from 1; 0 means no rules at all.`);
    return found;
  }
}

/** Cases outlive versions of the program: what a newer one froze cannot be read by an older. */
function factsOf({ asOfOn, ruleVersion, candidate, opportunities }: CaseRow): CaseFacts {
  const known = <Facts>(facts: Facts | null): Facts => {
    if (facts === null) throw new DomainError('matching/rules-changed', `This case was made under rules that this program does not know (${ruleVersion}). Use a program of that time or later.`);
    return facts;
  };
  return {
    asOfOn,
    candidate: known(factsOfVersion(ruleVersion, candidate)),
    opportunities: opportunities.map(({ advertised, ...rules }) => ({ advertised: known(factsOfVersion(ruleVersion, advertised)), ...rules })),
  };
}

/** Every two of those who graded the same, the one before the other as they come. */
function pairsOf(grades: readonly Grade[]): [Grade, Grade][] {
  return grades.flatMap((one, at) => grades.slice(at + 1).map((other): [Grade, Grade] => [one, other]));
}
