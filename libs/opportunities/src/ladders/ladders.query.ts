import { judgeStandardStart, ladderProblems, laddersOn, standardOn, type LadderProblem, type LadderVersion, type PlainDate, type StandardStart, type StandardTerms } from '#lib/kernel';
import { Clock, Database, type Actor } from '#lib/platform';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** All versions of ladders and rows of standards that somebody reaches. */
export interface StoredLadders {
  readonly versions: readonly LadderVersion[];
  readonly standards: readonly StandardTerms[];
}

/** The ladders that hold on a day. */
export interface LaddersInForce {
  readonly on: PlainDate;
  readonly ladders: readonly LadderVersion[];
  /** What is wrong with them today, as a standard that was retired since. */
  readonly problems: readonly (LadderProblem & { readonly ladderCode: string })[];
}

/** $1: a City, for what holds there; null: for all that is reached. */
const HOLDS = 'WHERE organisation_id IS NULL OR $1::uuid IS NULL OR organisation_id = $1';

const VERSIONS = `
  SELECT code, name, pathway, version_number AS version, from_on::text AS "fromOn", steps, ways, courses
    FROM opportunities.ladder_versions ${HOLDS} ORDER BY code, from_on, version_number`;

/** Of one code and day the newest comes first, which is the one that counts. */
const STANDARDS = `
  SELECT code, lars_code AS "larsCode", name, level, from_on::text AS "fromOn", status, months, funding_pence AS "fundingPence", successor_codes AS "successorCodes", is_verified AS "isVerified"
    FROM opportunities.standard_versions ${HOLDS} ORDER BY code, from_on, version_number DESC`;

/** Reads of ladders and standards. */
@Injectable()
export class LaddersQuery {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** As far as the caller's transaction reaches; of one City, where one is named. */
  async storedIn(manager: EntityManager, cityId: string | null = null): Promise<StoredLadders> {
    return { versions: await manager.query<LadderVersion[]>(VERSIONS, [cityId]), standards: await manager.query<StandardTerms[]>(STANDARDS, [cityId]) };
  }

  /** The ladders of a day; today's when none is named. */
  async inForce(actor: Actor, on: PlainDate = this.clock.today()): Promise<LaddersInForce> {
    const { versions, standards } = await this.stored(actor);
    const ladders = laddersOn(versions, on);
    const problems = ladders.flatMap((ladder) =>
      ladderProblems({ ...ladder, fromOn: on }, ladders.filter((other) => other !== ladder), standards).map((problem) => ({ ...problem, ladderCode: ladder.code })));
    return { on, ladders, problems };
  }

  /** What holds of each standard on a day; today when none is named. */
  async standardsInForce(actor: Actor, on: PlainDate = this.clock.today()): Promise<{ readonly on: PlainDate; readonly standards: readonly StandardTerms[] }> {
    const { standards } = await this.stored(actor);
    const codes = [...new Set(standards.map(({ code }) => code))];
    return { on, standards: codes.flatMap((code) => standardOn(standards, code, on) ?? []) };
  }

  /** Whether an apprenticeship can start on a standard on a day, and what to use instead. */
  async startOn(actor: Actor, code: string, startsOn: PlainDate): Promise<StandardStart> {
    return judgeStandardStart((await this.stored(actor)).standards, code, startsOn);
  }

  private stored(actor: Actor): Promise<StoredLadders> {
    return this.database.readTogether(actor, async (read) => {
      const [versions, standards] = await Promise.all([read<LadderVersion>(VERSIONS, [null]), read<StandardTerms>(STANDARDS, [null])]);
      return { versions, standards };
    });
  }
}
