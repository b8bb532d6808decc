import type { RankedMatch, RankedMatches, RunState } from '#lib/matching';
import { ApiProperty } from '@nestjs/swagger';
import { codes, OPPORTUNITY_KINDS } from '../codes.js';
import { CalendarDate, Identifier, WholeNumber } from '../request-fields.js';

const STATUSES: Readonly<Record<RunState['status'], string>> = {
  queued: 'waits for a worker',
  working: 'reads the facts',
  sharded: 'is being matched, in parts',
  done: 'has ended; its matches can be read',
  failed: 'has ended without a result; `errorCode` says why',
  cancelled: 'was called off',
};

export class NewMatchRun {
  @CalendarDate({ required: false, description: 'The day on which the rules are judged; today when left out.' })
  readonly asOfOn?: string;

  @WholeNumber(1, 200, { required: false, default: 20, example: 20, description: 'Matches to keep for each candidate and each opportunity.' })
  readonly matchesEach: number = 20;

  @WholeNumber(0, 2_147_483_647, { required: false, example: 1948, description: 'Decides between equal scores. Drawn when left out, and kept with the run: the same facts and seed give the same matches again.' })
  readonly seed?: number;
}

export class ExplanationQuery {
  @Identifier({ description: 'A candidate of the run.' })
  readonly candidateId!: string;

  @Identifier({ description: 'An opportunity of the run.' })
  readonly opportunityId!: string;
}

export class RunStateDto implements RunState {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly runId!: string;

  @ApiProperty(codes(STATUSES))
  readonly status!: RunState['status'];

  @ApiProperty({ type: String, format: 'date', description: 'The day on which the rules are judged.' })
  readonly asOfOn!: string;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 200 })
  readonly matchesEach!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly seed!: number;

  @ApiProperty({ type: String, example: 'rules-3', description: 'The rules by name. Rules of staff and weights are kept with the facts.' })
  readonly ruleVersion!: string;

  @ApiProperty({ type: String, nullable: true, example: '12', description: 'The facts that the run saw; null until they are read.' })
  readonly snapshotVersion!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true })
  readonly candidateCount!: number | null;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true })
  readonly opportunityCount!: number | null;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, description: 'Parts that the work is cut into.' })
  readonly shardCount!: number | null;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly shardsDone!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Candidates in the parts that are done.' })
  readonly candidatesDone!: number;

  @ApiProperty({ type: String, nullable: true, example: 'matching/rules-changed' })
  readonly errorCode!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly errorDetail!: string | null;

  @ApiProperty({ type: Date })
  readonly createdAt!: Date;

  @ApiProperty({ type: Date, nullable: true })
  readonly finishedAt!: Date | null;
}

export class RunsDto {
  @ApiProperty({ type: [RunStateDto], description: 'Newest first.' })
  readonly runs!: readonly RunStateDto[];
}

export class RankedMatchDto implements RankedMatch {
  @ApiProperty({ type: 'integer', minimum: 1, description: '1 is the best.' })
  readonly rank!: number;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1_000_000 })
  readonly score!: number;

  @ApiProperty(codes(OPPORTUNITY_KINDS))
  readonly kind!: RankedMatch['kind'];

  @ApiProperty({ type: String, description: 'Of the opportunity.' })
  readonly title!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly employerName!: string | null;

  @ApiProperty({ type: String })
  readonly candidateReference!: string;
}

export class RankedMatchesDto implements RankedMatches {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many were eligible in all, also beyond the list.' })
  readonly eligibleCount!: number;

  @ApiProperty({ type: [RankedMatchDto], description: 'Best first.' })
  readonly matches!: RankedMatchDto[];
}

export class LatestMatchesDto extends RankedMatchesDto {
  @ApiProperty({ type: String, format: 'uuid', description: 'The run that found them.' })
  readonly runId!: string;
}
