import type { AllocationFindings, RecordedJustification, TermsInBrief } from '#lib/matching';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';

type Reserve = TermsInBrief['reserves'][number];
type Minimum = TermsInBrief['minimums'][number];
type Figures = AllocationFindings['figures'];

class ReserveDto implements Reserve {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;

  @ApiProperty({ type: String, example: 'EARN-2026' })
  readonly programmeCode!: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly places!: number;

  @ApiProperty({ type: Boolean })
  readonly isHard!: boolean;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  readonly releasedOn!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly advantage!: number;
}

class MinimumDto implements Minimum {
  @ApiProperty({ type: String, example: 'EARN-2026' })
  readonly programmeCode!: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly places!: number;
}

const VARIANTS: Readonly<Record<TermsInBrief['variant'], string>> = {
  optimal: 'the greatest sum for all together, proven',
  stable: 'no candidate and opportunity would both rather have each other',
};

export class TermsInBriefDto implements TermsInBrief {
  @ApiProperty(codes(VARIANTS))
  readonly variant!: TermsInBrief['variant'];

  @ApiProperty({ type: 'integer', minimum: 0, description: 'What a place is worth in points besides its score.' })
  readonly placeValue!: number;

  @ApiProperty({ type: [ReserveDto], description: 'In the order in which they are filled.' })
  readonly reserves!: readonly ReserveDto[];

  @ApiProperty({ type: [MinimumDto] })
  readonly minimums!: readonly MinimumDto[];

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly wishPoints!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Candidates with an order of their own.' })
  readonly wishCount!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly excludedPairCount!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Groups of people who want the same site.' })
  readonly groupCount!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Opportunities whose owners rank people.' })
  readonly rankingCount!: number;
}

export class RecordedJustificationDto implements RecordedJustification {
  @ApiProperty({ type: String, example: 'EARN-2026' })
  readonly programmeCode!: string;

  @ApiProperty({ type: String })
  readonly programmeName!: string;

  @ApiProperty({ type: String, description: 'Why its members may be preferred, as the programme said when the terms were set.' })
  readonly justification!: string;

  @ApiProperty({ type: String, format: 'date', description: 'By when that was to be looked at again.' })
  readonly reviewOn!: string;
}

class ProgrammeFigureDto {
  @ApiProperty({ type: String })
  readonly programmeCode!: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'People of the cohort who are in it.' })
  readonly members!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly placed!: number;
}

class KindFigureDto {
  @ApiProperty({ type: String, enum: ['role', 'apprenticeship', 'course', 'placement'] })
  readonly kind!: Figures['byKind'][number]['kind'];

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly placed!: number;
}

class AllocationFiguresDto implements Figures {
  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly placed!: number;

  @ApiProperty({ type: 'number', minimum: 0, description: 'Scores, wishes and the value of places, of what was left to the search.' })
  readonly worth!: number;

  @ApiProperty({ type: 'number', minimum: 0, nullable: true, description: 'Points by which the best could be worth more at most, with people who go together at the sites chosen for them; null for the stable variant, of which nothing is proven.' })
  readonly gap!: number | null;

  @ApiProperty({ type: 'number', minimum: 0, description: 'Scores by the rules.' })
  readonly scoreTotal!: number;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, description: 'Of those who have a place.' })
  readonly meanScore!: number | null;

  @ApiProperty({ type: [ProgrammeFigureDto], description: 'Every programme that somebody of the cohort is in.' })
  readonly byProgramme!: readonly ProgrammeFigureDto[];

  @ApiProperty({ type: [KindFigureDto] })
  readonly byKind!: readonly KindFigureDto[];

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Opportunities that had places and have none left.' })
  readonly opportunitiesFilled!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly placesLeft!: number;
}

class AllocationDifferenceDto implements NonNullable<AllocationFindings['difference']> {
  @ApiProperty({ type: 'integer', description: 'People with a place, more than in the base; below 0: fewer.' })
  readonly placedMore!: number;

  @ApiProperty({ type: 'number', description: 'Scores, more than in the base.' })
  readonly scoreMore!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'People with a place only here.' })
  readonly gains!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'People with a place only in the base.' })
  readonly loses!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'People with another place than in the base.' })
  readonly moves!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Everybody else.' })
  readonly same!: number;
}

class BlockingPairsDto implements NonNullable<AllocationFindings['blockingPairs']> {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of those whom the search placed or left without a place.' })
  readonly count!: number;

}

class ReserveFindingDto {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of the places that it keeps, by the search: what was decided is not counted.' })
  readonly placesTaken!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of these, by members.' })
  readonly byMembers!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Members of its programme to whom the search gave a place anywhere.' })
  readonly membersPlaced!: number;
}

class MinimumFindingDto {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Members to whom the search gave a place. Whoever has one by decision is taken off the minimum beforehand.' })
  readonly placed!: number;

  @ApiProperty({ type: Boolean, description: 'Whether with those decided it is as many. If not: there are not as many places that members are eligible for beside other minimums and groups, or the search was stopped.' })
  readonly isMet!: boolean;
}

class TermsCostDto implements NonNullable<AllocationFindings['cost']> {
  @ApiProperty({ type: 'number', minimum: 0, description: 'What the best without reserves and minimums is worth.' })
  readonly worthWithout!: number;

  @ApiProperty({ type: 'number', minimum: 0 })
  readonly worthWith!: number;

  @ApiProperty({ type: 'number', minimum: 0, maximum: 1, example: 0.002, description: 'Which share of it they cost: 0.002 is 0.2 %.' })
  readonly share!: number;
}

class GroupsCostDto implements NonNullable<AllocationFindings['together']> {
  @ApiProperty({ type: 'number', minimum: 0, description: 'What the best is worth at most with everybody free to go anywhere.' })
  readonly bound!: number;

  @ApiProperty({ type: 'number', minimum: 0, maximum: 1, description: 'Which share of it going together costs at most.' })
  readonly share!: number;
}

const OPTIMAL_ONLY = 'Of the optimal variant.';

export class AllocationFindingsDto implements AllocationFindings {
  @ApiProperty({ type: 'number', minimum: 0, description: 'Scores, wishes and the value of places, of what was left to the search.' })
  readonly worth!: number;

  @ApiProperty({ type: AllocationFiguresDto, description: 'The whole allocation, with what was decided.' })
  readonly figures!: AllocationFiguresDto;

  @ApiProperty({ type: AllocationDifferenceDto, nullable: true, description: 'Of a scenario: beside what it is based on, as that stood when it was worked out.' })
  readonly difference!: AllocationDifferenceDto | null;

  @ApiProperty({ type: BlockingPairsDto, nullable: true, description: 'Pairs that would rather have each other than what they have; null where people × opportunities are too many to count.' })
  readonly blockingPairs!: BlockingPairsDto | null;

  @ApiProperty({ type: [ReserveFindingDto], description: 'By reserve, as declared.' })
  readonly reserves!: readonly ReserveFindingDto[];

  @ApiProperty({ type: [MinimumFindingDto], required: false, description: `By minimum. ${OPTIMAL_ONLY}` })
  readonly minimums?: readonly MinimumFindingDto[];

  @ApiProperty({ type: 'integer', minimum: 0, description: 'People to whom the search gave what they wished for most.' })
  readonly firstWishes!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'People to whom the search gave anything that they wished for.' })
  readonly anyWish!: number;

  @ApiProperty({ type: TermsCostDto, nullable: true, required: false, description: `What reserves and minimums cost together; null without any, and when the search was stopped. ${OPTIMAL_ONLY}` })
  readonly cost?: TermsCostDto | null;

  @ApiProperty({ type: GroupsCostDto, nullable: true, required: false, description: `Null without groups, and when the search was stopped. ${OPTIMAL_ONLY}` })
  readonly together?: GroupsCostDto | null;
}
