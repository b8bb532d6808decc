import type { FittingCandidate, FittingOpportunity, MatchesNow } from '#lib/matching';
import { ApiProperty } from '@nestjs/swagger';
import { codes, OPPORTUNITY_KINDS } from '../codes.js';
import { WholeNumberText } from '../request-fields.js';
import { PartExplanationDto } from './explained-pair.dto.js';

/** A desk has room for a few; a run keeps more. */
export class MatchesNowQueryDto {
  @WholeNumberText(1, 20, { required: false, example: 5, description: 'How many to list; 10 when left out.' })
  readonly limit: number = 10;
}

export class FittingOpportunityDto implements FittingOpportunity {
  @ApiProperty({ type: 'integer', minimum: 1, description: '1 is the best.' })
  readonly rank!: number;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;

  @ApiProperty({ type: String })
  readonly title!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly employerName!: string | null;

  @ApiProperty(codes(OPPORTUNITY_KINDS))
  readonly kind!: FittingOpportunity['kind'];

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1_000_000 })
  readonly score!: number;

  @ApiProperty({ type: [PartExplanationDto], description: 'What the score is made of, each part with a sentence; they add up to it.' })
  readonly parts!: readonly PartExplanationDto[];
}

export class FittingCandidateDto implements FittingCandidate {
  @ApiProperty({ type: 'integer', minimum: 1, description: '1 is the best.' })
  readonly rank!: number;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: String })
  readonly candidateReference!: string;

  @ApiProperty({ type: String, description: 'Of the organisation that looks after the candidate.' })
  readonly organisationCode!: string;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1_000_000 })
  readonly score!: number;
}

class AsOfDto {
  @ApiProperty({ type: String, format: 'date', description: 'The day on which the rules are judged: today.' })
  readonly asOfOn!: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many fit in all, also beyond the list.' })
  readonly eligibleCount!: number;
}

export class FittingOpportunitiesDto extends AsOfDto implements MatchesNow<FittingOpportunity> {
  @ApiProperty({ type: [FittingOpportunityDto], description: 'Best first.' })
  readonly matches!: readonly FittingOpportunityDto[];
}

export class FittingCandidatesDto extends AsOfDto implements MatchesNow<FittingCandidate> {
  @ApiProperty({ type: [FittingCandidateDto], description: 'Best first.' })
  readonly matches!: readonly FittingCandidateDto[];
}
